import { CoreNetworkSecurityGroup } from "@cdktf/provider-oci/core-network-security-group";
import { CoreNetworkSecurityGroupSecurityRule } from "@cdktf/provider-oci/core-network-security-group-security-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type End, flows, type Role, roles, type Traffic } from "./network-flows.ts";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface OkeSecurityGroupsProps {
  readonly compartmentId: string;
  readonly vcnId: string;
  /** Display names are `<name>-<role>`. */
  readonly name: string;
  /** CIDRs that reach the Kubernetes API besides the cluster itself. */
  readonly allowedCidrs: readonly string[];
  /** Subnet of a bastion, from which the Kubernetes API can be reached too. @default none */
  readonly bastionCidr?: string;
  /** What the service gateway calls "All <region> Services", as a CIDR label. */
  readonly oracleServicesCidr: string;
  readonly freeformTags: FreeformTags;
}

/** One end of a rule: what its address is and how Oracle calls that kind of address. */
interface Peer {
  readonly label: string;
  readonly address: string;
  readonly type: "NETWORK_SECURITY_GROUP" | "CIDR_BLOCK" | "SERVICE_CIDR_BLOCK";
}

/** A network security group for each role, with the rules of network-flows.ts. */
export class OkeSecurityGroups extends Construct {
  public readonly ids: Readonly<Record<Role, string>>;
  public readonly rules: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: OkeSecurityGroupsProps) {
    super(scope, id);
    const { compartmentId, vcnId, name, allowedCidrs, bastionCidr, oracleServicesCidr, freeformTags } = props;

    const groupOf = (role: Role) =>
      new CoreNetworkSecurityGroup(this, role, {
        compartmentId,
        vcnId,
        displayName: `${name}-${role}`,
        freeformTags,
        lifecycle: ignoreTagDefaults,
      }).id;
    const ids: Record<Role, string> = {
      endpoint: groupOf("endpoint"),
      workers: groupOf("workers"),
      pods: groupOf("pods"),
      "load-balancers": groupOf("load-balancers"),
    };
    this.ids = ids;

    const peersOf = (end: End): readonly Peer[] => {
      switch (end) {
        case "anywhere":
          return [{ label: end, address: "0.0.0.0/0", type: "CIDR_BLOCK" }];
        case "oracle-services":
          return [{ label: end, address: oracleServicesCidr, type: "SERVICE_CIDR_BLOCK" }];
        case "bastion":
          return bastionCidr === undefined ? [] : [{ label: end, address: bastionCidr, type: "CIDR_BLOCK" }];
        case "allowed-networks":
          return allowedCidrs.map((cidr) => ({
            label: cidr.replace("/", "-"),
            address: cidr,
            type: "CIDR_BLOCK",
          }));
        default:
          return [{ label: end, address: ids[end], type: "NETWORK_SECURITY_GROUP" }];
      }
    };

    const rules: ITerraformDependable[] = [];
    for (const [from, to, traffic, description] of flows) {
      const matcher = matcherOf(traffic);
      if (isRole(to)) {
        for (const peer of peersOf(from)) {
          rules.push(
            new CoreNetworkSecurityGroupSecurityRule(this, `${to}-from-${peer.label}-${nameOf(traffic)}`, {
              networkSecurityGroupId: ids[to],
              direction: "INGRESS",
              source: peer.address,
              sourceType: peer.type,
              description,
              ...matcher,
            }),
          );
        }
      }
      if (isRole(from)) {
        for (const peer of peersOf(to)) {
          rules.push(
            new CoreNetworkSecurityGroupSecurityRule(this, `${from}-to-${peer.label}-${nameOf(traffic)}`, {
              networkSecurityGroupId: ids[from],
              direction: "EGRESS",
              destination: peer.address,
              destinationType: peer.type,
              description,
              ...matcher,
            }),
          );
        }
      }
    }
    this.rules = rules;
  }
}

function isRole(end: End): end is Role {
  return roles.some((role) => role === end);
}

/** Part of a rule's id, hence of its address: made of what the rule says, so that lines can move in the table. */
function nameOf(traffic: Traffic): string {
  if (traffic.protocol !== "tcp" || traffic.ports === undefined) return traffic.protocol;
  const [first, last] = traffic.ports;
  return first === last ? `tcp-${first}` : `tcp-${first}-${last}`;
}

/** Oracle names protocols by their IANA number. */
function matcherOf(traffic: Traffic) {
  switch (traffic.protocol) {
    case "all":
      return { protocol: "all" };
    case "path-discovery":
      return { protocol: "1", icmpOptions: { type: 3, code: 4 } };
    case "tcp": {
      if (traffic.ports === undefined) return { protocol: "6" };
      const [min, max] = traffic.ports;
      return { protocol: "6", tcpOptions: { destinationPortRange: { min, max } } };
    }
  }
}
