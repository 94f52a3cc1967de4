import { CoreNetworkSecurityGroup } from "@cdktf/provider-oci/core-network-security-group";
import { CoreNetworkSecurityGroupSecurityRule } from "@cdktf/provider-oci/core-network-security-group-security-rule";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface PrivateStreamEndpointProps {
  readonly compartmentId: string;
  readonly vcnId: string;
  /** Display name of the security group. */
  readonly name: string;
  /** The pool takes one address in it. */
  readonly subnetId: string;
  /** Who may use the streams: the pods. */
  readonly clientSecurityGroupId: string;
  /** Whether Kafka clients may come in too, on port 9092. */
  readonly kafka: boolean;
  readonly freeformTags: FreeformTags;
}

/**
 * Where a stream pool is inside a VCN, and who reaches it there: the pods of
 * the cluster and nobody else.
 * https://docs.oracle.com/iaas/Content/Streaming/Tasks/streaming-private-endpoints.htm
 */
export class PrivateStreamEndpoint extends Construct {
  public readonly subnetId: string;
  public readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: PrivateStreamEndpointProps) {
    super(scope, id);
    const { compartmentId, vcnId, name, subnetId, clientSecurityGroupId, kafka, freeformTags } = props;

    this.subnetId = subnetId;
    this.securityGroupId = new CoreNetworkSecurityGroup(this, "Resource", {
      compartmentId,
      vcnId,
      displayName: name,
      freeformTags,
      lifecycle: ignoreTagDefaults,
    }).id;

    const open = (port: number, what: string) => {
      const common = { protocol: "6", tcpOptions: { destinationPortRange: { min: port, max: port } } };
      new CoreNetworkSecurityGroupSecurityRule(this, `from-clients-tcp-${port}`, {
        networkSecurityGroupId: this.securityGroupId,
        direction: "INGRESS",
        source: clientSecurityGroupId,
        sourceType: "NETWORK_SECURITY_GROUP",
        description: `${what} from pods`,
        ...common,
      });
      new CoreNetworkSecurityGroupSecurityRule(this, `clients-to-streams-tcp-${port}`, {
        networkSecurityGroupId: clientSecurityGroupId,
        direction: "EGRESS",
        destination: this.securityGroupId,
        destinationType: "NETWORK_SECURITY_GROUP",
        description: `${what} in the private endpoint of the streams`,
        ...common,
      });
    };
    open(443, "OCI Streaming");
    if (kafka) open(9092, "The Kafka protocol of OCI Streaming");
  }
}
