/** A cluster to test with, and what synth made of it. */
import { TerraformStack, Testing } from "cdktf";
import { DoksCluster, type DoksClusterProps } from "../../../constructs/digitalocean/doks-cluster.ts";
import { DoksNetwork } from "../../../constructs/digitalocean/network.ts";
import { DoksNodePool, type NodePoolSettings } from "../../../constructs/digitalocean/node-pool.ts";
import { type SynthesizedStack, synthesizedStack } from "../../support/synthesized.ts";

export const tags = ["millrace-deployment:doks-dev"];

const workers: NodePoolSettings = { name: "workers", size: "s-2vcpu-4gb", nodes: 3 };

export interface Made {
  readonly cluster: DoksCluster;
  readonly stack: SynthesizedStack;
}

export function doksCluster(props: Partial<DoksClusterProps> = {}, pool?: NodePoolSettings): Made {
  const stack = new TerraformStack(Testing.app(), "cluster");
  const cluster = new DoksCluster(stack, "cluster", {
    name: "doks-dev",
    region: "fra1",
    kubernetesVersion: "1.36.0-do.0",
    network: new DoksNetwork(stack, "network", { name: "doks-dev", region: "fra1", cidr: "10.16.0.0/20" }),
    podsCidr: "10.100.0.0/16",
    servicesCidr: "10.101.0.0/19",
    allowedCidrs: ["203.0.113.0/24"],
    maintenance: { day: "any", startTime: "04:00" },
    defaultPool: workers,
    tags,
    ...props,
  });
  if (pool !== undefined) new DoksNodePool(stack, "pool", { clusterId: cluster.clusterId, tags, ...pool });
  return { cluster, stack: synthesizedStack(stack) };
}
