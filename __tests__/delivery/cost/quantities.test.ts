import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { priceTable } from "../../../delivery/cost/prices.ts";
import { monthlyQuantities } from "../../../delivery/cost/quantities.ts";
import { costTable } from "../../../delivery/cost/table.ts";
import { environments } from "../../../environments/all.ts";
import { doksProd } from "../../../environments/doks-prod.ts";
import { local } from "../../../environments/local.ts";
import { okeDev } from "../../../environments/oke-dev.ts";

describe("what an environment is billed for", () => {
  it("is the cluster, and each worker's cores, memory and boot volume, for 744 hours", () => {
    expect(monthlyQuantities(okeDev).map(({ item, unit, least, most }) => [item, unit, least, most])).toEqual(
      [
        ["OKE enhanced cluster", "cluster hours", 744, 744],
        ["workers: VM.Standard.E5.Flex, OCPU", "OCPU hours", 2 * 744, 2 * 744],
        ["workers: VM.Standard.E5.Flex, memory", "GB hours", 16 * 744, 16 * 744],
        ["workers: boot volumes, balanced performance", "GB months", 100, 100],
      ],
    );
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
    expect(
      monthlyQuantities(doksProd).map(({ item, unit, least, most }) => [item, unit, least, most]),
    ).toEqual([
      ["highly available control plane", "months", 1, 1],
      ["system: s-2vcpu-4gb", "Droplet months", 2, 2],
      ["kafka: g-2vcpu-8gb", "Droplet months", 3, 3],
      ["apps: s-2vcpu-4gb", "Droplet months", 2, 6],
      ["Kafka: volumes", "GB months", 330, 330],
      ["registry, basic", "months", 1, 1],
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

  it("stands beside the list prices in docs/cost.md as the command prints them", () => {
    expect(readFileSync("docs/cost.md", "utf8")).toContain(priceTable());
  });
});
