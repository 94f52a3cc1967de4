import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { costTable, monthlyQuantities } from "../../../delivery/cost/quantities.ts";
import { environments } from "../../../environments/all.ts";
import { doksProd } from "../../../environments/doks-prod.ts";
import { local } from "../../../environments/local.ts";
import { okeDev } from "../../../environments/oke-dev.ts";

describe("what an environment is billed for", () => {
  it("is the cluster, and each worker's cores, memory and boot volume, for 744 hours", () => {
    expect(monthlyQuantities(okeDev)).toEqual([
      { item: "OKE enhanced cluster", unit: "cluster hours", least: 744, most: 744 },
      { item: "workers: VM.Standard.E5.Flex, OCPU", unit: "OCPU hours", least: 2 * 744, most: 2 * 744 },
      { item: "workers: VM.Standard.E5.Flex, memory", unit: "GB hours", least: 16 * 744, most: 16 * 744 },
      { item: "workers: boot volumes, balanced performance", unit: "GB months", least: 100, most: 100 },
    ]);
  });

  it("is a range where the autoscaler decides", () => {
    const { workers } = okeDev.cluster.nodePools;
    const nodePools = { workers: { ...workers, nodes: { minimum: 1, maximum: 3 } } };

    expect(monthlyQuantities({ ...okeDev, cluster: { ...okeDev.cluster, nodePools } })[1]).toMatchObject({
      least: 744,
      most: 3 * 744,
    });
  });

  it("is Droplets by the month on DigitalOcean, Kafka's volumes, and what makes the rest possible", () => {
    expect(monthlyQuantities(doksProd)).toEqual([
      { item: "highly available control plane", unit: "months", least: 1, most: 1 },
      { item: "system: s-2vcpu-4gb", unit: "Droplet months", least: 2, most: 2 },
      { item: "kafka: g-2vcpu-8gb", unit: "Droplet months", least: 3, most: 3 },
      { item: "apps: s-2vcpu-4gb", unit: "Droplet months", least: 2, most: 6 },
      { item: "Kafka: volumes", unit: "GB months", least: 330, most: 330 },
      { item: "registry, basic", unit: "months", least: 1, most: 1 },
    ]);
  });

  it("is nothing on a cluster that somebody else made", () => {
    expect(monthlyQuantities(local)).toEqual([]);
  });

  it.each(environments.map((environment) => [environment.name, environment] as const))(
    "stands in docs/cost.md for %s as the command prints it",
    (_, environment) => {
      expect(readFileSync("docs/cost.md", "utf8")).toContain(costTable(monthlyQuantities(environment)));
    },
  );
});
