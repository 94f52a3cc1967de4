import type { DoksNodePool } from "../../environments/doks-schema.ts";
import type { Kafka } from "../../environments/kafka-schema.ts";
import type { OkeNodePool } from "../../environments/oke-schema.ts";
import type { Environment } from "../../environments/schema.ts";

/** Something that a cloud bills, and how much of it the environment uses in a month, at least and at most. */
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
export function monthlyQuantities({ cluster, kafka, registry }: Environment): readonly Quantity[] {
  switch (cluster.kind) {
    case "oke":
      return [
        { item: "OKE enhanced cluster", unit: "cluster hours", least: hours, most: hours },
        ...Object.entries(cluster.nodePools).flatMap(([name, pool]) => poolQuantities(name, pool)),
        ...kafkaVolumes(kafka, 50),
      ];
    case "doks":
      return [
        ...(cluster.highlyAvailable ? [once("highly available control plane")] : []),
        ...Object.entries(cluster.nodePools).map(([name, pool]) => droplets(name, pool)),
        ...kafkaVolumes(kafka, 10),
        ...(registry.kind === "digitalocean" ? [once(`registry, ${registry.tier ?? "basic"}`)] : []),
      ];
    case "existing":
      return [];
  }
}

function once(item: string): Quantity {
  return { item, unit: "months", least: 1, most: 1 };
}

/** DigitalOcean has a price by the month for each size. */
function droplets(name: string, { size, nodes }: DoksNodePool): Quantity {
  const { minimum, maximum } = typeof nodes === "number" ? { minimum: nodes, maximum: nodes } : nodes;
  return { item: `${name}: ${size}`, unit: "Droplet months", least: minimum, most: maximum };
}

/** @param controllerGb of a controller's volume, where the environment does not say */
function kafkaVolumes(kafka: Kafka | undefined, controllerGb: number): readonly Quantity[] {
  if (kafka === undefined) return [];
  const { dualRoleNodes = 0, brokers = 0, controllers = 0, storageGb } = kafka;
  const gigabytes =
    (dualRoleNodes + brokers) * storageGb + controllers * (kafka.controllerStorageGb ?? controllerGb);
  return [{ item: "Kafka: volumes", unit: "GB months", least: gigabytes, most: gigabytes }];
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
