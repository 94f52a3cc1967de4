import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { costsOfPlan, costsOfSynth } from "../../../delivery/cost/cost-changes.ts";
import { dollarsOf } from "../../../delivery/cost/dollars.ts";
import { monthlyQuantities } from "../../../delivery/cost/quantities.ts";
import type { PlanJson } from "../../../delivery/diff/plan-report.ts";
import type { SynthesizedJson } from "../../../delivery/diff/synth-report.ts";
import { snapshotFile, snapshotStacks } from "../../../delivery/snapshot/snapshot-file.ts";
import { environments } from "../../../environments/all.ts";
import { isOfEnvironment } from "../../../stacks/naming.ts";

type Change = NonNullable<PlanJson["resource_changes"]>[number]["change"];

function planned(address: string, change: Partial<Change>) {
  const [type = ""] = address.split(".");
  return { address, type, mode: "managed" as const, change: { actions: ["update"], ...change } };
}

/** As a plan has it: blocks are lists, and Oracle's provider keeps the volume's size as a text. */
const pool = (size: number, more: object = {}) => ({
  id: "ocid1.nodepool.apps",
  name: "apps",
  node_shape: "VM.Standard.E5.Flex",
  node_shape_config: [{ ocpus: 2, memory_in_gbs: 32 }],
  node_source_details: [{ boot_volume_size_in_gbs: "100" }],
  node_config_details: [{ size, placement_configs: [{ preemptible_node_config: [] }] }],
  ...more,
});
const poolAddress = "oci_containerengine_node_pool.apps";

function autoscaler(limits: string) {
  return {
    configurations: [
      { key: "authType", value: "workload" },
      { key: "nodes", value: limits },
    ],
  };
}

/** Each change as a line. */
function lines(plan: PlanJson, synthesized: SynthesizedJson = {}): readonly string[] {
  const range = ({ least, most }: { least: number; most: number }) =>
    least === most ? least.toFixed(2) : `${least.toFixed(2)}..${most.toFixed(2)}`;
  return costsOfPlan(plan, synthesized).map(({ item, unit, before, after, usd }) =>
    usd
      ? `${item}: ${range(usd.before)} -> ${range(usd.after)} USD`
      : `${item}: ${range(before)} -> ${range(after)} ${unit}, not priced`,
  );
}

describe("what a plan changes in a month's bill", () => {
  it("is the workers that come and go, with their cores, memory and boot volumes", () => {
    const change = { before: pool(3), after: pool(4) };

    expect(lines({ resource_changes: [planned(poolAddress, change)] })).toEqual([
      "apps: VM.Standard.E5.Flex, OCPU: 133.92 -> 178.56 USD",
      "apps: VM.Standard.E5.Flex, memory: 142.85 -> 190.46 USD",
      "apps: boot volumes, balanced performance: 12.75 -> 17.00 USD",
    ]);
  });

  it("is half of it for workers that Oracle may take away, but for their volumes", () => {
    const node_config_details = [
      { size: 1, placement_configs: [{ preemptible_node_config: [{ is_preserve_boot_volume: false }] }] },
    ];
    const change = { actions: ["create"], before: null, after: pool(1, { node_config_details }) };

    expect(lines({ resource_changes: [planned(poolAddress, change)] })).toEqual([
      "apps: VM.Standard.E5.Flex, preemptible, OCPU: 0.00 -> 22.32 USD",
      "apps: VM.Standard.E5.Flex, preemptible, memory: 0.00 -> 23.81 USD",
      "apps: boot volumes, balanced performance: 0.00 -> 4.25 USD",
    ]);
  });

  it("is between the autoscaler's limits, wherever the pool stands and although the plan does not touch it", () => {
    const same = planned(poolAddress, { actions: ["no-op"], before: pool(5), after: pool(5) });
    const addOn = planned("oci_containerengine_addon.autoscaler", {
      before: autoscaler("3:9:ocid1.nodepool.apps, 0:6:ocid1.nodepool.other"),
      after: autoscaler("3:12:ocid1.nodepool.apps, 0:6:ocid1.nodepool.other"),
    });
    const synthesized = {
      resource: {
        oci_containerengine_addon: { autoscaler: autoscaler(`3:12:\${${poolAddress}.id}`) },
        oci_containerengine_node_pool: { apps: {} },
      },
    };

    expect(lines({ resource_changes: [same, addOn] }, synthesized)[0]).toBe(
      "apps: VM.Standard.E5.Flex, OCPU: 133.92..401.76 -> 133.92..535.68 USD",
    );
  });

  it("is Droplets, a control plane and the tier of a registry on DigitalOcean", () => {
    const cluster = (ha: boolean, node_count: number) => ({
      ha,
      node_pool: [{ name: "default", size: "s-2vcpu-4gb", node_count, auto_scale: false }],
    });
    const resource_changes = [
      planned("digitalocean_kubernetes_cluster.x", { before: cluster(false, 2), after: cluster(true, 3) }),
      planned("digitalocean_kubernetes_node_pool.y", {
        actions: ["delete"],
        before: { name: "big", size: "m-128", node_count: 1, auto_scale: true, min_nodes: 1, max_nodes: 4 },
        after: null,
      }),
      planned("digitalocean_container_registry.z", {
        before: { subscription_tier_slug: "basic" },
        after: { subscription_tier_slug: "professional" },
      }),
    ];

    expect(lines({ resource_changes })).toEqual([
      "default: s-2vcpu-4gb: 48.00 -> 72.00 USD",
      "highly available control plane: 0.00 -> 40.00 USD",
      "big: m-128: 1.00..4.00 -> 0.00 Droplet months, not priced",
      "registry, basic: 5.00 -> 0.00 USD",
      "registry, professional: 0.00 -> 20.00 USD",
    ]);
  });

  it("is the volumes and load balancers of Kafka in a release's values", () => {
    const release = (size: string, type: string) => ({
      values: [
        `nodePools:\n  - {roles: [broker], replicas: 3, storage: {size: ${size}, class: do-block-storage-retain}}\nexternal: {type: ${type}}\n`,
      ],
    });
    const change = { before: release("100Gi", "nodeport"), after: release("200Gi", "loadbalancer") };

    expect(lines({ resource_changes: [planned("helm_release.kafka", change)] })).toEqual([
      "Kafka: volumes: 30.00 -> 60.00 USD",
      "Kafka: load balancers: 0.00 -> 48.00 USD",
    ]);
  });

  it("takes from synth what the plan does not know yet, so that nothing seems to go", () => {
    const values = `\${yamlencode({"nodePools" = [{"roles" = ["broker"], "replicas" = 1, "storage" = {"size" = "50Gi", "class" = "oci-bv"}}], "x" = var.y})}`;
    const change = {
      before: {
        values: ["nodePools: [{roles: [broker], replicas: 1, storage: {size: 50Gi, class: oci-bv}}]"],
      },
      after: { values: null },
      after_unknown: { values: true },
    };
    const synthesized = { resource: { helm_release: { kafka: { values: [values] } } } };

    expect(lines({ resource_changes: [planned("helm_release.kafka", change)] }, synthesized)).toEqual([]);
  });

  it("says what is not known, and what is billed by use", () => {
    const after = pool(1, { node_config_details: [{ size: null }] });
    const resource_changes = [
      planned(poolAddress, { actions: ["create"], before: null, after }),
      planned("oci_streaming_stream.s", { actions: ["create"], before: null, after: { name: "records" } }),
    ];

    expect(lines({ resource_changes })).toEqual([
      "oci_containerengine_node_pool.apps: size is not known: 0.00 -> 0.00 not known, not priced",
      "stream records: records put, got and kept: 0.00 -> 1.00 by use, not priced",
    ]);
  });

  it("is nothing for what Terraform lets go of, and what moves", () => {
    const resource_changes = [
      planned(poolAddress, { actions: ["forget"], before: pool(3), after: null }),
      planned(poolAddress, { actions: ["no-op"], before: pool(3), after: pool(3) }),
    ];

    expect(lines({ resource_changes })).toEqual([]);
  });
});

describe("what a new environment adds to a month's bill", () => {
  const stacks = snapshotStacks(readFileSync(snapshotFile, "utf8"));

  it.each(environments.map((environment) => [environment.name, environment] as const))(
    "is for %s what its description says, read from what synth made of it",
    (_, environment) => {
      const costs = [...stacks]
        .filter(([name]) => isOfEnvironment(name, environment))
        .flatMap(([, document]) => costsOfSynth(document as SynthesizedJson, new Map()));
      const total = (dollars: readonly ({ least: number; most: number } | undefined)[]) => ({
        least: dollars.reduce((sum, one) => sum + (one?.least ?? 0), 0),
        most: dollars.reduce((sum, one) => sum + (one?.most ?? 0), 0),
      });
      const said = total(monthlyQuantities(environment).map(dollarsOf));
      const added = total(costs.map(({ usd }) => usd?.after));

      expect(added.least).toBeCloseTo(said.least, 6);
      expect(added.most).toBeCloseTo(said.most, 6);
    },
  );
});
