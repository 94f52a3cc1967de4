import { KubernetesNodePool } from "@cdktf/provider-digitalocean/lib/kubernetes-node-pool/index.js";
import { Construct } from "constructs";
import type { Tags } from "./tags.ts";

/** What a pool is, whether it comes with the cluster or after it. */
export interface NodePoolSettings {
  /** Unique in the cluster. */
  readonly name: string;
  /** Slug of the Droplet, such as `s-2vcpu-4gb`. A change replaces the pool; of the default pool, the whole cluster. */
  readonly size: string;
  /** Workers, or limits between which DigitalOcean's autoscaler chooses; what it chose is no drift. */
  readonly nodes: number | { readonly minimum: number; readonly maximum: number };
  /** @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default none */
  readonly taints?: readonly Taint[];
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

export interface DoksNodePoolProps extends NodePoolSettings {
  readonly clusterId: string;
  readonly tags: Tags;
}

/** Workers of one size, beside the default pool of their cluster. */
export class DoksNodePool extends Construct {
  constructor(scope: Construct, id: string, props: DoksNodePoolProps) {
    super(scope, id);
    const { clusterId, tags, ...settings } = props;
    new KubernetesNodePool(this, "Resource", {
      clusterId,
      ...poolArguments(settings, tags),
      ...(typeof settings.nodes === "number" ? {} : { lifecycle: { ignoreChanges: ["node_count"] } }),
    });
  }
}

/** Arguments that the resource of a pool and the default pool in that of a cluster share. */
export function poolArguments({ name, size, nodes, labels = {}, taints = [] }: NodePoolSettings, tags: Tags) {
  return {
    name,
    size,
    ...(typeof nodes === "number"
      ? { nodeCount: nodes }
      : // The autoscaler begins at the minimum; DigitalOcean wants a number to make the pool with.
        { nodeCount: nodes.minimum, autoScale: true, minNodes: nodes.minimum, maxNodes: nodes.maximum }),
    labels: { ...labels },
    tags: [...tags],
    ...(taints.length === 0
      ? {}
      : { taint: taints.map(({ value = "", ...taint }) => ({ ...taint, value })) }),
  };
}
