import type { OkeNodePool } from "../../environments/oke-schema.ts";
import type { Environment } from "../../environments/schema.ts";

/** Something that Oracle bills, and how much of it the environment uses in a month, at least and at most. */
export interface Quantity {
  readonly item: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
}

/** A month of 31 days, as Oracle's caps are worked out (https://www.oracle.com/cloud/cloud-native/container-engine-kubernetes/pricing/). */
const hours = 744;

/**
 * What is billed by time, because it exists. What is billed by use (records put,
 * got and kept, traffic to the internet, load balancers that Kubernetes makes)
 * depends on the use and is not here.
 */
export function monthlyQuantities({ cluster }: Environment): readonly Quantity[] {
  if (cluster.kind !== "oke") {
    return [];
  }
  return [
    { item: "OKE enhanced cluster", unit: "cluster hours", least: hours, most: hours },
    ...Object.entries(cluster.nodePools).flatMap(([name, pool]) => poolQuantities(name, pool)),
  ];
}

function poolQuantities(name: string, pool: OkeNodePool): Quantity[] {
  const { minimum, maximum } =
    typeof pool.nodes === "number" ? { minimum: pool.nodes, maximum: pool.nodes } : pool.nodes;
  const preemptible = pool.capacity === "preemptible" ? ", preemptible" : "";
  const line = (item: string, unit: string, each: number) => ({
    item: `${name}: ${item}`,
    unit,
    least: minimum * each,
    most: maximum * each,
  });
  return [
    line(`${pool.shape}${preemptible}, OCPU`, "OCPU hours", pool.ocpus * hours),
    line(`${pool.shape}${preemptible}, memory`, "GB hours", pool.memoryGb * hours),
    line("boot volumes, balanced performance", "GB months", pool.bootVolumeGb),
  ];
}

/** Markdown. */
export function costTable(quantities: readonly Quantity[]): string {
  const number = new Intl.NumberFormat("en-US");
  const rows = quantities.map(({ item, unit, least, most }) => {
    const range = least === most ? number.format(least) : `${number.format(least)} to ${number.format(most)}`;
    return `| ${item} | ${range} | ${unit} |\n`;
  });
  return `| billed | a month | unit |\n|---|---|---|\n${rows.join("")}`;
}
