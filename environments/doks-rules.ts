import { allowedCidr, cidr, disjoint, servicesCidr } from "./cidr.ts";
import type { Day, DoksCluster, DoksNodePool, DoksNodeRange } from "./doks-schema.ts";
import { labelKey, labelValue, name } from "./name-rules.ts";
import { taint } from "./node-pool-rules.ts";
import {
  both,
  listOf,
  literal,
  named,
  oneOf,
  optional,
  type Report,
  type Rule,
  record,
  type Sound,
  text,
  whole,
  yesOrNo,
} from "./rules.ts";
import { doksVersion } from "./version-rules.ts";

export const digitalOceanRegion = text(
  /^[a-z]{3}\d$/,
  "the slug of a DigitalOcean region",
  "Use one such as fra1.",
);

// https://docs.digitalocean.com/products/kubernetes/details/limits/
const workers = whole(1, 512, "DigitalOcean runs no more in a cluster, and its plugin cannot ask for none.");

const range = both<DoksNodeRange>(
  record({ minimum: workers, maximum: workers }),
  ({ minimum, maximum }, where, report) => {
    if (minimum === undefined || maximum === undefined || minimum <= maximum) return;
    report.add(`${where}.minimum`, `must be at most maximum (${maximum})`, minimum, "Swap the two.");
  },
);

const nodes: Rule<DoksNodePool["nodes"]> = (value, where, report) =>
  typeof value === "object" && value !== null ? range(value, where, report) : workers(value, where, report);

const nodePool: Rule<DoksNodePool> = record({
  size: text(/^[a-z0-9]+(-[a-z0-9]+)+$/, "the slug of a Droplet size", "Use one such as s-2vcpu-4gb."),
  nodes,
  labels: optional(named(labelKey, labelValue)),
  taints: optional(listOf(taint)),
});

const days: readonly Day[] = [
  "any",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
];

export const doks: Rule<DoksCluster> = both<DoksCluster>(
  record({
    kind: literal("doks"),
    region: digitalOceanRegion,
    kubernetesVersion: doksVersion,
    network: both<DoksCluster["network"]>(
      record({
        vpc: cidr(16, 28, "DigitalOcean takes no other size of VPC."),
        pods: cidr(8, 20, "DOKS gives each worker a /25 of it."),
        services: servicesCidr,
      }),
      (network, where, report) => disjoint({ ...network }, where, report),
    ),
    highlyAvailable: yesOrNo("It cannot be switched off once it is on."),
    allowedCidrs: listOf(allowedCidr),
    maintenance: optional(
      record({
        day: oneOf(days),
        startTime: text(/^([01]\d|2[0-3]):00$/, "a full hour of the day in UTC", "Use one such as 04:00."),
      }),
    ),
    nodePools: named(name("a node pool", 32), nodePool),
    defaultNodePool: optional(text(/\S/, "the name of one of the node pools", "Name it.")),
  }),
  (cluster, where, report) => {
    defaultPool(cluster, where, report);
    enoughAddresses(cluster, where, report);
  },
);

/** DNS and other parts of the cluster run on the pool that comes with it, and tolerate nothing. */
function defaultPool(
  { nodePools, defaultNodePool }: Sound<DoksCluster>,
  where: string,
  report: Report,
): void {
  if (nodePools === undefined) return;
  const names = Object.keys(nodePools);
  const chosen = defaultNodePool ?? (names.length === 1 ? names[0] : undefined);
  if (chosen === undefined || !names.includes(chosen)) {
    const rule = `must be one of the node pools (${names.join(", ")})`;
    const remedy = "Name the one whose size never changes: it comes with the cluster.";
    report.add(`${where}.defaultNodePool`, rule, defaultNodePool, remedy);
    return;
  }
  const taints = nodePools[chosen]?.taints;
  if (taints === undefined) return;
  const rule = "must be left out of the default pool, where the cluster's own programs run";
  report.add(`${where}.nodePools.${chosen}.taints`, rule, taints, "Move them to another pool.");
}

/** Each worker takes a /25 for its pods. */
function enoughAddresses({ network, nodePools }: Sound<DoksCluster>, where: string, report: Report): void {
  const prefix = Number(network?.pods?.split("/")[1]);
  const pools = Object.values(nodePools ?? {});
  if (Number.isNaN(prefix) || pools.some((pool) => pool?.nodes === undefined)) return;
  const most = pools.reduce((sum, pool) => {
    const nodes = pool?.nodes;
    return sum + (typeof nodes === "number" ? nodes : (nodes?.maximum ?? 0));
  }, 0);
  // A worker more, while an upgrade replaces one.
  const room = 2 ** (25 - prefix) - 1;
  if (most <= room) return;
  const rule = `must have a /25 for each of at most ${most} workers, and one more for an upgrade`;
  report.add(`${where}.network.pods`, rule, network?.pods, "Take a wider one, or fewer workers.");
}
