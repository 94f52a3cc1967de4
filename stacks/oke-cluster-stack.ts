import { type ITerraformDependable, type TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Bastion } from "../constructs/oci/bastion.ts";
import { ClusterAddOns } from "../constructs/oci/cluster-add-ons.ts";
import { type AutoscaledPool, ClusterAutoscaler } from "../constructs/oci/cluster-autoscaler.ts";
import { FlowLogs } from "../constructs/oci/flow-logs.ts";
import { OkeNetwork } from "../constructs/oci/network.ts";
import { OkeCluster } from "../constructs/oci/oke-cluster.ts";
import { OkeNodePool } from "../constructs/oci/oke-node-pool.ts";
import { SignedImagesPolicy } from "../constructs/oci/signed-images-policy.ts";
import type { FreeformTags } from "../constructs/oci/tags.ts";
import type { OkeCluster as OkeSettings, PrivateEndpoint } from "../environments/oke-schema.ts";
import type { Environment } from "../environments/schema.ts";
import { keepState } from "./backend.ts";
import { warnAboutExample } from "./example-network.ts";
import { physicalName, stackName, tagsOf } from "./naming.ts";
import { homeRegionProvider, useOracle } from "./oracle-provider.ts";
import { show } from "./outputs.ts";
import { compartmentOcid, imageSigningKeyOcid, tenancyOcid } from "./variables.ts";

/** Keys of one's own for what the cluster stores. */
export interface ClusterKeys {
  readonly volumes: string;
  readonly kubernetes: string;
}

/** Network, cluster and workers on Oracle Cloud. */
export class OkeClusterStack extends TerraformStack {
  public readonly cluster: OkeCluster;
  public readonly network: OkeNetwork;
  private readonly environment: Environment;
  private readonly settings: OkeSettings;
  private readonly everywhere: { readonly compartmentId: string; readonly freeformTags: FreeformTags };
  private readonly home: TerraformProvider | undefined;

  constructor(scope: Construct, environment: Environment, settings: OkeSettings, keys?: ClusterKeys) {
    super(scope, stackName(environment, "cluster"));
    const { region, kubernetesVersion, endpoint, flowLogs, requireSignedImages } = settings;
    const { services, ...cidrs } = settings.network;
    keepState(this, environment.backend);
    useOracle(this, region);
    this.environment = environment;
    this.settings = settings;
    this.everywhere = { compartmentId: compartmentOcid(this), freeformTags: tagsOf(environment) };
    this.home = this.needsPolicies() ? homeRegionProvider(this, tenancyOcid(this)) : undefined;
    const bastion = endpoint.visibility === "private" ? endpoint.bastion : undefined;

    this.network = new OkeNetwork(this, "network", {
      ...this.everywhere,
      name: environment.name,
      cidrs: { ...cidrs, ...(bastion === undefined ? {} : { bastion: bastion.cidr }) },
      endpointPublic: endpoint.visibility === "public",
      allowedCidrs: endpoint.allowedCidrs,
    });
    const imageSigningKeyId = requireSignedImages === true ? imageSigningKeyOcid(this) : undefined;
    this.cluster = new OkeCluster(this, "cluster", {
      ...this.everywhere,
      region,
      name: environment.name,
      kubernetesVersion,
      network: this.network,
      servicesCidr: services,
      ...(keys === undefined ? {} : { kmsKeyId: keys.kubernetes }),
      ...(imageSigningKeyId === undefined ? {} : { imageSigningKeyId }),
    });
    if (imageSigningKeyId !== undefined) {
      new SignedImagesPolicy(this, "signed-images", {
        ...this.policy("signed-images"),
        keyId: imageSigningKeyId,
      });
    }
    this.addWorkers(keys);
    const subnets = { ...this.network.subnetIds, ...this.addBastion(bastion) };
    if (flowLogs !== undefined) {
      const name = physicalName(environment, "flows");
      new FlowLogs(this, "flow-logs", { ...this.everywhere, ...flowLogs, name, subnets });
    }

    const allowed = `${environment.name}.cluster.endpoint.allowedCidrs`;
    warnAboutExample(this, "allowed-cidrs", allowed, endpoint.allowedCidrs);
    show(this, {
      cluster_id: { value: this.cluster.clusterId, description: "OCID of the cluster." },
      cluster_endpoint: { value: this.cluster.endpoint, description: "URL of the Kubernetes API." },
      cluster_ca_certificate: {
        value: this.cluster.caCertificate,
        description: "Certificate authority of the Kubernetes API, PEM; for npm run kubeconfig.",
      },
    });
  }

  /** The pools, what Oracle installs on them, and who decides how large they are. */
  private addWorkers(keys: ClusterKeys | undefined): void {
    const { kubernetesVersion, nodePools, addOns } = this.settings;
    const autoscaled: AutoscaledPool[] = [];
    const workers: ITerraformDependable[] = [];
    for (const [name, { nodes, placement, ...pool }] of Object.entries(nodePools)) {
      const made = new OkeNodePool(this, `${name}-pool`, {
        ...this.everywhere,
        kubernetesVersion,
        ...pool,
        ...placement,
        name: physicalName(this.environment, name),
        cluster: this.cluster,
        network: this.network,
        size: typeof nodes === "number" ? nodes : nodes.minimum,
        autoscaled: typeof nodes !== "number",
        ...(keys === undefined ? {} : { kmsKeyId: keys.volumes }),
      });
      workers.push(made.workers);
      if (typeof nodes !== "number") autoscaled.push({ nodePoolId: made.nodePoolId, ...nodes });
    }
    const { clusterId } = this.cluster;
    if (addOns !== undefined) new ClusterAddOns(this, "add-ons", { clusterId, workers, ...addOns });
    if (autoscaled.length > 0) {
      new ClusterAutoscaler(this, "autoscaler", { ...this.policy("autoscaler"), pools: autoscaled });
    }
  }

  /** @returns its subnet, by name */
  private addBastion(bastion: PrivateEndpoint["bastion"]): Readonly<Record<string, string>> {
    if (bastion === undefined) return {};
    const { bastionId, subnetId } = new Bastion(this, "bastion", {
      ...this.everywhere,
      ...bastion,
      name: this.environment.name,
      network: this.network,
      endpointCidr: this.settings.network.endpoint,
    });
    const allowed = `${this.environment.name}.cluster.endpoint.bastion.allowedCidrs`;
    warnAboutExample(this, "bastion-allowed-cidrs", allowed, bastion.allowedCidrs);
    show(this, {
      bastion_id: {
        value: bastionId,
        description: "OCID of the bastion that leads to the Kubernetes API (docs/private-endpoint.md).",
      },
    });
    return { bastion: subnetId };
  }

  private needsPolicies(): boolean {
    const { nodePools, requireSignedImages } = this.settings;
    return (
      requireSignedImages === true || Object.values(nodePools).some(({ nodes }) => typeof nodes !== "number")
    );
  }

  /** What every policy of this stack is made with. */
  private policy(id: string) {
    return {
      ...this.everywhere,
      name: physicalName(this.environment, id),
      clusterId: this.cluster.clusterId,
      ...(this.home === undefined ? {} : { homeRegionProvider: this.home }),
    };
  }
}
