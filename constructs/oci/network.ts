import { CoreDefaultSecurityList } from "@cdktf/provider-oci/core-default-security-list";
import { CoreInternetGateway } from "@cdktf/provider-oci/core-internet-gateway";
import { CoreNatGateway } from "@cdktf/provider-oci/core-nat-gateway";
import { CoreRouteTable } from "@cdktf/provider-oci/core-route-table";
import { CoreServiceGateway } from "@cdktf/provider-oci/core-service-gateway";
import { CoreSubnet } from "@cdktf/provider-oci/core-subnet";
import { CoreVcn } from "@cdktf/provider-oci/core-vcn";
import { DataOciCoreServices } from "@cdktf/provider-oci/data-oci-core-services";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { OkeSecurityGroups } from "./security-groups.ts";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface OkeNetworkProps {
  readonly compartmentId: string;
  /**
   * Display names are `<name>-<part>`. Its first 15 letters and digits are the
   * VCN's DNS label, so a change there replaces everything in the network.
   */
  readonly name: string;
  /** Address ranges. The subnets lie within `vcn` and do not overlap; Oracle keeps three addresses of each. */
  readonly cidrs: {
    /** /16 to /30. */
    readonly vcn: string;
    /** Only the API endpoint has an address here: a /29 is plenty. */
    readonly endpoint: string;
    /** One address per worker. */
    readonly workers: string;
    /** One address per pod. A worker takes them 31 at a time, and a pod that finds none does not start: make it the largest. */
    readonly pods: string;
    /** Addresses for the load balancers of Kubernetes Services. */
    readonly loadBalancers: string;
    /** Where a bastion (bastion.ts) is, which may then reach the API endpoint. @default none */
    readonly bastion?: string;
  };
  /** Whether the API endpoint may have a public address. A change replaces its subnet, and with it the cluster. */
  readonly endpointPublic: boolean;
  /** Networks that reach the Kubernetes API from outside the cluster. Empty: nothing outside does. */
  readonly allowedCidrs: readonly string[];
  readonly freeformTags: FreeformTags;
}

/** A VCN for one OKE cluster with VCN-native pod networking: private workers and pods, public load balancers. */
export class OkeNetwork extends Construct {
  public readonly vcnId: string;
  public readonly endpointPublic: boolean;
  public readonly endpointSubnetId: string;
  public readonly workerSubnetId: string;
  public readonly podSubnetId: string;
  public readonly loadBalancerSubnetId: string;
  public readonly endpointSecurityGroupId: string;
  public readonly workerSecurityGroupId: string;
  public readonly podSecurityGroupId: string;
  /**
   * A Service of type LoadBalancer must ask for it, with the annotations
   * `oci.oraclecloud.com/oci-network-security-groups: <this id>` and
   * `oci.oraclecloud.com/security-rule-management-mode: "None"`; otherwise OKE
   * writes rules of its own into the security list that is meant to stay empty.
   * https://docs.oracle.com/iaas/Content/ContEng/Tasks/contengcreatingloadbalancer_topic-Summaryofannotations.htm
   */
  public readonly loadBalancerSecurityGroupId: string;
  /** OCIDs of the subnets, by what is in them. */
  public readonly subnetIds: Readonly<Record<string, string>>;
  /** To the internet through NAT, and to Oracle's services. */
  public readonly privateRouteTableId: string;
  /** What must be open before a cluster is made, and as long as it is taken down. */
  public readonly securityRules: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: OkeNetworkProps) {
    super(scope, id);
    const { compartmentId, name, cidrs, endpointPublic, allowedCidrs, freeformTags } = props;

    const vcn = new CoreVcn(this, "Resource", {
      compartmentId,
      displayName: name,
      cidrBlocks: [cidrs.vcn],
      dnsLabel: dnsLabel(name),
      freeformTags,
      lifecycle: ignoreTagDefaults,
    });
    const inVcn = { compartmentId, vcnId: vcn.id, freeformTags, lifecycle: ignoreTagDefaults };

    // Every subnet has a security list, and a fresh VCN's opens SSH to the
    // world: ours is empty, so that the security groups alone decide.
    const securityList = new CoreDefaultSecurityList(this, "default-security-list", {
      compartmentId,
      manageDefaultResourceId: vcn.defaultSecurityListId,
      displayName: `${name}-empty`,
      freeformTags,
      lifecycle: ignoreTagDefaults,
    });

    const oracleServices = new DataOciCoreServices(this, "oracle-services", {
      filter: [{ name: "name", regex: true, values: ["^All .* Services In Oracle Services Network$"] }],
    }).services.get(0);
    const internet = new CoreInternetGateway(this, "internet-gateway", {
      ...inVcn,
      displayName: `${name}-internet`,
    });
    const nat = new CoreNatGateway(this, "nat-gateway", { ...inVcn, displayName: `${name}-nat` });
    const services = new CoreServiceGateway(this, "service-gateway", {
      ...inVcn,
      displayName: `${name}-services`,
      services: [{ serviceId: oracleServices.id }],
    });

    // Oracle refuses a table that has both the internet gateway and all
    // services of the service gateway, so a public subnet uses the former for both.
    const publicRoutes = new CoreRouteTable(this, "public-routes", {
      ...inVcn,
      displayName: `${name}-public`,
      routeRules: [
        { description: "To and from the internet", destination: "0.0.0.0/0", networkEntityId: internet.id },
      ],
    });
    const privateRoutes = new CoreRouteTable(this, "private-routes", {
      ...inVcn,
      displayName: `${name}-private`,
      routeRules: [
        { description: "To the internet, never from it", destination: "0.0.0.0/0", networkEntityId: nat.id },
        {
          description: "To Oracle's services, without the internet",
          destination: oracleServices.cidrBlock,
          destinationType: "SERVICE_CIDR_BLOCK",
          networkEntityId: services.id,
        },
      ],
    });

    const subnet = (part: string, label: string, cidrBlock: string, open: boolean) =>
      new CoreSubnet(this, `${part}-subnet`, {
        ...inVcn,
        displayName: `${name}-${part}`,
        cidrBlock,
        dnsLabel: label,
        prohibitPublicIpOnVnic: !open,
        routeTableId: open ? publicRoutes.id : privateRoutes.id,
        securityListIds: [securityList.id],
      }).id;
    const groups = new OkeSecurityGroups(this, "security-groups", {
      compartmentId,
      vcnId: vcn.id,
      name,
      allowedCidrs,
      ...(cidrs.bastion === undefined ? {} : { bastionCidr: cidrs.bastion }),
      oracleServicesCidr: oracleServices.cidrBlock,
      freeformTags,
    });

    this.vcnId = vcn.id;
    this.endpointPublic = endpointPublic;
    this.endpointSubnetId = subnet("endpoint", "endpoint", cidrs.endpoint, endpointPublic);
    this.workerSubnetId = subnet("workers", "workers", cidrs.workers, false);
    this.podSubnetId = subnet("pods", "pods", cidrs.pods, false);
    this.loadBalancerSubnetId = subnet("load-balancers", "lbs", cidrs.loadBalancers, true);
    this.subnetIds = {
      endpoint: this.endpointSubnetId,
      workers: this.workerSubnetId,
      pods: this.podSubnetId,
      "load-balancers": this.loadBalancerSubnetId,
    };
    this.privateRouteTableId = privateRoutes.id;
    this.endpointSecurityGroupId = groups.ids.endpoint;
    this.workerSecurityGroupId = groups.ids.workers;
    this.podSecurityGroupId = groups.ids.pods;
    this.loadBalancerSecurityGroupId = groups.ids["load-balancers"];
    this.securityRules = groups.rules;
  }
}

/** Oracle: letters and digits, a letter first, at most 15. */
function dnsLabel(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/^[0-9]+/, "")
    .slice(0, 15);
}
