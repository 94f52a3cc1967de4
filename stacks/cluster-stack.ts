import { TerraformLocal, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { OkeNetwork } from "../constructs/oci/network.ts";
import { OkeCluster } from "../constructs/oci/oke-cluster.ts";
import { OkeNodePool } from "../constructs/oci/oke-node-pool.ts";
import type { BuiltEnvironment } from "../environments/built.ts";
import { keepState } from "./backend.ts";
import { physicalName, stackName, tagsOf } from "./naming.ts";
import { useOracle } from "./oracle-provider.ts";
import { show } from "./outputs.ts";
import { compartmentOcid } from "./variables.ts";

/** What environments/oke-dev.ts comes with; reserved for documentation (RFC 5737). */
const exampleNetwork = "203.0.113.0/24";

/** Network, cluster and workers. */
export class ClusterStack extends TerraformStack {
  public readonly cluster: OkeCluster;
  public readonly network: OkeNetwork;

  constructor(scope: Construct, environment: BuiltEnvironment) {
    super(scope, stackName(environment, "cluster"));
    const { region, kubernetesVersion, endpoint, nodePools } = environment.cluster;
    const { services, ...cidrs } = environment.cluster.network;
    keepState(this, environment.backend);
    useOracle(this, region);
    const everywhere = { compartmentId: compartmentOcid(this), freeformTags: tagsOf(environment) };

    this.network = new OkeNetwork(this, "network", {
      ...everywhere,
      name: environment.name,
      cidrs,
      endpointPublic: endpoint.visibility === "public",
      allowedCidrs: endpoint.allowedCidrs,
    });
    this.cluster = new OkeCluster(this, "cluster", {
      ...everywhere,
      region,
      name: environment.name,
      kubernetesVersion,
      network: this.network,
      servicesCidr: services,
    });
    for (const [name, { nodes, placement, ...pool }] of Object.entries(nodePools)) {
      new OkeNodePool(this, `${name}-pool`, {
        ...everywhere,
        kubernetesVersion,
        ...pool,
        ...placement,
        name: physicalName(environment, name),
        cluster: this.cluster,
        network: this.network,
        size: typeof nodes === "number" ? nodes : nodes.minimum,
        autoscaled: typeof nodes !== "number",
      });
    }

    this.warnAboutExample(environment);
    show(this, {
      cluster_id: { value: this.cluster.clusterId, description: "OCID of the cluster." },
      cluster_endpoint: { value: this.cluster.endpoint, description: "URL of the Kubernetes API." },
      cluster_ca_certificate: {
        value: this.cluster.caCertificate,
        description: "Certificate authority of the Kubernetes API, PEM; for npm run kubeconfig.",
      },
    });
  }

  /** A warning and not an error: everything but the way in from outside is as it should be. */
  private warnAboutExample(environment: BuiltEnvironment): void {
    const allowed = new TerraformLocal(this, "allowed-cidrs", environment.cluster.endpoint.allowedCidrs);
    this.addOverride("check.allowed-cidrs.assert", [
      {
        condition: `\${!contains(${allowed.fqn}, "${exampleNetwork}")}`,
        error_message:
          `${environment.name}.cluster.endpoint.allowedCidrs must name your own networks, got the example ` +
          `${exampleNetwork}. Nobody comes from there, so nobody reaches the cluster, Terraform included.`,
      },
    ]);
  }
}
