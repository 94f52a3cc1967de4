import { BastionBastion } from "@cdktf/provider-oci/bastion-bastion";
import { CoreSecurityList } from "@cdktf/provider-oci/core-security-list";
import { CoreSubnet } from "@cdktf/provider-oci/core-subnet";
import { Construct } from "constructs";
import type { OkeNetwork } from "./network.ts";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface BastionProps {
  readonly compartmentId: string;
  /** Its letters and digits are the bastion's name, which Oracle allows no other characters. A change replaces it. */
  readonly name: string;
  readonly network: OkeNetwork;
  /** Of a subnet for nothing but the bastion's one address, /29 to /30; the network's `cidrs.bastion`. */
  readonly cidr: string;
  /** The network's `cidrs.endpoint`: all that the bastion reaches. */
  readonly endpointCidr: string;
  /** Networks that may open connections; besides, every connection needs a session that Oracle has authorized. */
  readonly allowedCidrs: readonly string[];
  readonly freeformTags: FreeformTags;
}

// Three hours, the longest that Oracle allows; a deploy of everything takes less than one.
const sessionSeconds = 3 * 60 * 60;

/**
 * The way to a private API endpoint: whoever may create a session here can open
 * an SSH tunnel for as long as the session lasts. There is no machine to log in to.
 * https://docs.oracle.com/iaas/Content/Bastion/Concepts/bastionoverview.htm
 */
export class Bastion extends Construct {
  public readonly bastionId: string;
  public readonly subnetId: string;

  constructor(scope: Construct, id: string, props: BastionProps) {
    super(scope, id);
    const { compartmentId, name, network, cidr, endpointCidr, allowedCidrs, freeformTags } = props;
    const inVcn = { compartmentId, vcnId: network.vcnId, freeformTags, lifecycle: ignoreTagDefaults };

    // A bastion takes no security group, so its subnet has rules of its own.
    const rules = new CoreSecurityList(this, "security-list", {
      ...inVcn,
      displayName: `${name}-bastion`,
      egressSecurityRules: [
        {
          description: "To the Kubernetes API, and nowhere else",
          destination: endpointCidr,
          protocol: "6",
          tcpOptions: { min: 6443, max: 6443 },
        },
      ],
    });
    this.subnetId = new CoreSubnet(this, "subnet", {
      ...inVcn,
      displayName: `${name}-bastion`,
      cidrBlock: cidr,
      dnsLabel: "bastion",
      prohibitPublicIpOnVnic: true,
      routeTableId: network.privateRouteTableId,
      securityListIds: [rules.id],
    }).id;
    this.bastionId = new BastionBastion(this, "Resource", {
      compartmentId,
      name: name.replaceAll(/[^A-Za-z0-9]/g, ""),
      bastionType: "STANDARD",
      targetSubnetId: this.subnetId,
      clientCidrBlockAllowList: [...allowedCidrs],
      maxSessionTtlInSeconds: sessionSeconds,
      // SOCKS5 sessions need it, and only those need not know the address of the endpoint.
      dnsProxyStatus: "ENABLED",
      freeformTags,
      lifecycle: ignoreTagDefaults,
    }).id;
  }
}
