import { KubernetesCluster } from "@cdktf/provider-digitalocean/lib/kubernetes-cluster/index.js";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { ManagedCluster } from "../kubernetes/kubernetes-cluster.ts";
import type { DoksNetwork } from "./network.ts";
import { type NodePoolSettings, poolArguments } from "./node-pool.ts";
import type { Tags } from "./tags.ts";

export interface DoksClusterProps {
  readonly name: string;
  /** Slug of the data centre, such as `fra1`; that of the network. A change replaces the cluster. */
  readonly region: string;
  /**
   * Slug with DigitalOcean's own revision, such as `1.36.0-do.0`. Goes up, to the
   * latest patch before the next minor. One below what runs replaces the cluster.
   */
  readonly kubernetesVersion: string;
  readonly network: DoksNetwork;
  /** Addresses of pods: a /25 for each worker. A change replaces the cluster. */
  readonly podsCidr: string;
  /** Virtual addresses of Services. A change replaces the cluster. */
  readonly servicesCidr: string;
  /** A control plane that survives the loss of a machine. Cannot be switched off again. @default false */
  readonly highlyAvailable?: boolean;
  /** Who may reach the Kubernetes API, beside the workers. Empty: everybody with a credential. */
  readonly allowedCidrs: readonly string[];
  /** When DigitalOcean may touch the control plane and replace workers: hours, UTC. */
  readonly maintenance: { readonly day: string; readonly startTime: string };
  /** Comes with the cluster and goes with it: another size replaces both. */
  readonly defaultPool: NodePoolSettings;
  /** Name of the account's registry, which must exist: every namespace gets what it takes to pull from it. @default none */
  readonly registry?: string;
  readonly tags: Tags;
}

/**
 * Seconds. The plugin asks for a credential whenever it reads a cluster, and
 * keeps it in the state; unless told it is good for seven days. The shortest
 * time that DigitalOcean's documentation has in an example.
 */
const credentialSeconds = 300;

/** A DigitalOcean Kubernetes cluster with its default pool of workers. */
export class DoksCluster extends Construct implements ManagedCluster {
  public readonly clusterId: string;
  /** What DigitalOcean calls the cluster among all its resources. */
  public readonly urn: string;
  public readonly endpoint: string;
  /** Sensitive to Terraform, as a part of the kubeconfig; nobody else takes it for a secret. */
  public readonly caCertificate: string;
  public readonly credentialArguments: readonly [host: string, ...args: string[]];

  constructor(scope: Construct, id: string, props: DoksClusterProps) {
    super(scope, id);
    const { name, region, kubernetesVersion, network, podsCidr, servicesCidr, allowedCidrs } = props;
    const { highlyAvailable = false, maintenance, defaultPool, registry, tags } = props;

    // Without a registry the integration fails when the cluster is there already, which Terraform then wants to make
    // anew. Nothing can look for it before: the plugin's data source forgets to ask by name since 2.71.0
    // (https://github.com/digitalocean/terraform-provider-digitalocean/issues/1535).
    const cluster = new KubernetesCluster(this, "Resource", {
      name,
      region,
      version: kubernetesVersion,
      // DigitalOcean would go ahead of the version here, and Terraform never goes back but by making a new cluster.
      autoUpgrade: false,
      surgeUpgrade: true,
      ha: highlyAvailable,
      vpcUuid: network.vpcId,
      clusterSubnet: podsCidr,
      serviceSubnet: servicesCidr,
      maintenancePolicy: { ...maintenance },
      controlPlaneFirewall: { enabled: allowedCidrs.length > 0, allowedAddresses: [...allowedCidrs] },
      nodePool: poolArguments(defaultPool, tags),
      registryIntegration: registry !== undefined,
      // Load balancers and volumes that Kubernetes made stay, and are paid for, unless they go with the cluster.
      destroyAllAssociatedResources: true,
      kubeconfigExpireSeconds: credentialSeconds,
      tags: [...tags],
      ...(typeof defaultPool.nodes === "number"
        ? {}
        : { lifecycle: { ignoreChanges: ["node_pool[0].node_count"] } }),
    });

    this.clusterId = cluster.id;
    this.urn = cluster.urn;
    this.endpoint = cluster.endpoint;
    this.caCertificate = Fn.base64decode(cluster.kubeConfig.get(0).clusterCaCertificate);
    this.credentialArguments = ["doks", cluster.id];
  }
}
