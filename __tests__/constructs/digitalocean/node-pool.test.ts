import { KubernetesNodePool } from "@cdktf/provider-digitalocean/lib/kubernetes-node-pool/index.js";
import { describe, expect, it } from "@jest/globals";
import type { NodePoolSettings } from "../../../constructs/digitalocean/node-pool.ts";
import { doksCluster, tags } from "./doks.ts";

function pool(settings: Partial<NodePoolSettings> = {}) {
  const whole = { name: "apps", size: "s-2vcpu-4gb", nodes: 2, ...settings };
  return doksCluster({}, whole).stack.resource(KubernetesNodePool);
}

describe("DoksNodePool", () => {
  it("has as many workers as it is given, with the deployment's tag", () => {
    expect(pool()).toMatchObject({
      cluster_id: expect.stringMatching(/^\$\{digitalocean_kubernetes_cluster\.cluster_/),
      name: "apps",
      size: "s-2vcpu-4gb",
      node_count: 2,
      tags,
    });
    expect(pool()).not.toHaveProperty("lifecycle");
  });

  it("begins at the minimum of its limits, and leaves the rest to the autoscaler", () => {
    expect(pool({ nodes: { minimum: 1, maximum: 4 } })).toMatchObject({
      node_count: 1,
      auto_scale: true,
      min_nodes: 1,
      max_nodes: 4,
      lifecycle: { ignore_changes: ["node_count"] },
    });
  });

  it("labels and taints workers, where a taint without a value has an empty one", () => {
    const labels = { "millrace.dev/pool": "kafka" };
    const taints = [{ key: "millrace.dev/pool", effect: "NoSchedule" }] as const;

    expect(pool({ labels, taints })).toMatchObject({
      labels,
      taint: [{ key: "millrace.dev/pool", value: "", effect: "NoSchedule" }],
    });
  });
});
