import { Vpc } from "@cdktf/provider-digitalocean/lib/vpc/index.js";
import { Construct } from "constructs";

export interface DoksNetworkProps {
  /** Unique in the account. */
  readonly name: string;
  /** Slug of the data centre, such as `fra1`. A change replaces the network and the cluster in it. */
  readonly region: string;
  /** /16 to /28, and no part of another VPC of the account. A change replaces the network and the cluster in it. */
  readonly cidr: string;
}

/** The private network of one cluster's workers, load balancers and databases. */
export class DoksNetwork extends Construct {
  public readonly vpcId: string;

  constructor(scope: Construct, id: string, props: DoksNetworkProps) {
    super(scope, id);
    const { name, region, cidr } = props;
    this.vpcId = new Vpc(this, "Resource", {
      name,
      region,
      ipRange: cidr,
      description: `Workers of ${name}`,
      // Refused while anything is in it, and a cluster's machines go only minutes after the cluster itself.
      timeouts: { delete: "15m" },
    }).id;
  }
}
