import { preemptibleShare, type Unit } from "./prices.ts";

/** Something that a cloud bills by time, and how much of it there is in a month, at least and at most. */
export interface Quantity extends Range {
  readonly item: string;
  readonly unit: Unit;
  /** Where prices.ts may have it. */
  readonly price: string;
  /** Of the list price. @default 1 */
  readonly share?: number;
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** A month of 31 days, as Oracle's caps are worked out (https://www.oracle.com/cloud/cloud-native/container-engine-kubernetes/pricing/). */
const hours = 744;

export interface OkeWorkers {
  readonly name: string;
  readonly shape: string;
  readonly ocpus: number;
  readonly memoryGb: number;
  readonly bootVolumeGb: number;
  readonly preemptible: boolean;
  readonly nodes: Range;
}

export interface KafkaDisks {
  readonly brokers: number;
  readonly gigabytes: number;
  /** Of Kubernetes: `oci-bv`, `do-block-storage` and its variants. */
  readonly storageClass: string;
  /** Whether each broker and the bootstrap have a load balancer. */
  readonly loadBalancers: boolean;
}

export function okeControlPlane(): Quantity {
  return line("OKE enhanced cluster", "cluster hours", "oke-enhanced", once, hours);
}

export function okeWorkers(workers: OkeWorkers): readonly Quantity[] {
  const { name, shape, ocpus, memoryGb, bootVolumeGb, preemptible, nodes } = workers;
  const kind = `${name}: ${shape}${preemptible ? ", preemptible" : ""}`;
  const share = preemptible ? { share: preemptibleShare } : {};
  return [
    { ...line(`${kind}, OCPU`, "OCPU hours", `${shape}, OCPU`, nodes, ocpus * hours), ...share },
    { ...line(`${kind}, memory`, "GB hours", `${shape}, memory`, nodes, memoryGb * hours), ...share },
    line(`${name}: boot volumes, balanced performance`, "GB months", "oci-bv", nodes, bootVolumeGb),
  ];
}

export function doksHighAvailability(): Quantity {
  return line("highly available control plane", "months", "doks-ha", once);
}

/** DigitalOcean has a price by the month for each size. */
export function doksWorkers(name: string, size: string, nodes: Range): Quantity {
  return line(`${name}: ${size}`, "Droplet months", size, nodes);
}

export function doksRegistry(tier: string): Quantity {
  return line(`registry, ${tier}`, "months", `registry-${tier}`, once);
}

export function kafkaDisks({ brokers, gigabytes, storageClass, loadBalancers }: KafkaDisks): Quantity[] {
  // Variants differ in the file system and in what happens when the claim goes.
  const price = storageClass.replace(/^do-block-storage(-[a-z-]+)?$/, "do-block-storage");
  const provider = price === "do-block-storage" ? "do" : "oci";
  const count = { least: brokers + 1, most: brokers + 1 };
  return [
    line("Kafka: volumes", "GB months", price, once, gigabytes),
    ...(loadBalancers ? [line("Kafka: load balancers", "months", `${provider}-load-balancer`, count)] : []),
  ];
}

/** Nobody knows how much that will be. */
export function byUse(item: string): Quantity {
  return line(item, "by use", "by use", once);
}

const once: Range = { least: 1, most: 1 };

function line(item: string, unit: Unit, price: string, { least, most }: Range, each = 1): Quantity {
  return { item, unit, price, least: least * each, most: most * each };
}
