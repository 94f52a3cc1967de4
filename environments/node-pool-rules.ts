import { labelKey, labelValue } from "./name-rules.ts";
import type { NodeRange, OkeCluster, OkeNodePool, Taint } from "./oke-schema.ts";
import {
  both,
  listOf,
  named,
  oneOf,
  optional,
  type Report,
  type Rule,
  record,
  type Sound,
  text,
  whole,
} from "./rules.ts";
import { nearest, okeVersion } from "./version-rules.ts";
import { minorOf, okeVersions, workerSkew } from "./versions.ts";

const fixedSize = whole(1, 1000, "OKE runs no more in a pool.");

const range = both<NodeRange>(
  record({
    minimum: whole(0, 1000, "OKE runs no more in a pool."),
    maximum: whole(1, 1000, "OKE runs no more in a pool."),
  }),
  ({ minimum, maximum }, where, report) => {
    if (minimum === undefined || maximum === undefined || minimum <= maximum) return;
    report.add(`${where}.minimum`, `must be at most maximum (${maximum})`, minimum, "Swap the two.");
  },
);

const nodes: Rule<OkeNodePool["nodes"]> = (value, where, report) =>
  typeof value === "object" && value !== null ? range(value, where, report) : fixedSize(value, where, report);

const domains = listOf(whole(1, 3, "No region has another."));

export const taint: Rule<Taint> = record({
  key: labelKey,
  value: optional(labelValue),
  effect: oneOf(["NoSchedule", "PreferNoSchedule", "NoExecute"]),
});

// https://docs.oracle.com/iaas/Content/ContEng/Tasks/balance-service-availability-cost.htm
const cycling = both<NonNullable<OkeNodePool["cycling"]>>(
  record({
    maximumSurge: whole(0, 1000, "Count the workers that may be added meanwhile."),
    maximumUnavailable: whole(0, 1000, "Count the workers that may be missing meanwhile."),
  }),
  ({ maximumSurge, maximumUnavailable }, where, report) => {
    if (maximumSurge !== 0 || maximumUnavailable !== 0) return;
    const rule = "must be at least 1 where maximumUnavailable is 0";
    report.add(`${where}.maximumSurge`, rule, maximumSurge, "Otherwise no worker can ever be replaced.");
  },
);

export const okeNodePool: Rule<OkeNodePool> = both<OkeNodePool>(
  record({
    shape: text(
      /^(VM|BM)\.[A-Za-z0-9.]+\.Flex$/,
      "a flexible shape",
      "Use one such as VM.Standard.E5.Flex: only those let ocpus and memoryGb be chosen.",
    ),
    ocpus: whole(1, 126, "Flexible shapes have that many."),
    memoryGb: whole(1, 1776, "Flexible shapes have that much."),
    nodes,
    capacity: optional(oneOf(["on-demand", "preemptible"])),
    placement: optional(record({ availabilityDomains: optional(domains), faultDomains: optional(domains) })),
    labels: optional(named(labelKey, labelValue)),
    taints: optional(listOf(taint)),
    cycling: optional(cycling),
    bootVolumeGb: whole(50, 32768, "Block volumes have no other size."),
    kubernetesVersion: optional(okeVersion),
    image: text(
      /^(ocid1\.image\.[a-z0-9._-]+|\S+-OKE-\d+\.\d+\.\d+-\d+)$/,
      "the name or OCID of an OKE worker image",
      "Choose one of https://docs.oracle.com/iaas/images/ for the pool's Kubernetes version.",
    ),
  }),
  (pool, where, report) => {
    enoughMemory(pool, where, report);
    sameArchitecture(pool, where, report);
    fitsBareMetal(pool, where, report);
  },
);

/** https://docs.oracle.com/iaas/Content/Compute/References/computeshapes.htm#flexible */
function enoughMemory({ ocpus, memoryGb }: Sound<OkeNodePool>, where: string, report: Report): void {
  if (ocpus === undefined || memoryGb === undefined || memoryGb <= 64 * ocpus) return;
  const rule = `must be at most 64 for each OCPU (${64 * ocpus} for ${ocpus})`;
  report.add(`${where}.memoryGb`, rule, memoryGb, "Ask for less memory, or for more OCPUs.");
}

/** Ampere's shapes, such as VM.Standard.A1.Flex, run images for 64-bit ARM and no others. */
export function isArm(shape: string): boolean {
  return /\.A\d+\./.test(shape);
}

/** Oracle names images for their processor. */
function sameArchitecture({ shape, image }: Sound<OkeNodePool>, where: string, report: Report): void {
  if (shape === undefined || image === undefined || image.startsWith("ocid1.")) return;
  if (isArm(shape) === image.includes("-aarch64-")) return;
  const rule = `must be for the processor of ${shape}, so ${isArm(shape) ? "with" : "without"} -aarch64- in its name`;
  report.add(`${where}.image`, rule, image, "Choose the one of the same date for the other processor.");
}

function fitsBareMetal(pool: Sound<OkeNodePool>, where: string, report: Report): void {
  if (!pool.shape?.startsWith("BM.")) return;
  if (pool.capacity === "preemptible") {
    const rule = `must be on-demand for the bare metal shape ${pool.shape}`;
    report.add(`${where}.capacity`, rule, pool.capacity, "Use a VM shape, or leave it out.");
  }
  if (pool.cycling !== undefined) {
    const rule = `must be left out for the bare metal shape ${pool.shape}`;
    report.add(`${where}.cycling`, rule, pool.cycling, "OKE does not replace such workers by itself.");
  }
}

/** DNS, the autoscaler and other parts of the cluster run on its workers too, and tolerate nothing. */
export function enoughWorkers(cluster: Sound<OkeCluster>, where: string, report: Report): void {
  const pools = Object.values(cluster.nodePools ?? {});
  if (pools.length === 0 || pools.some((pool) => pool?.nodes === undefined)) return;
  const always = pools.filter(
    (pool) =>
      pool?.capacity !== "preemptible" &&
      pool?.taints === undefined &&
      (typeof pool?.nodes !== "object" || (pool.nodes.minimum ?? 0) > 0),
  );
  if (always.length > 0) return;
  const rule = "must have a pool on demand, without taints, that never shrinks to 0";
  const remedy = "Add one for what the cluster itself runs, such as DNS.";
  report.add(`${where}.nodePools`, rule, Object.keys(cluster.nodePools ?? {}), remedy);
}

/** Workers are as new as the cluster or a little older, and their image is made for their version. */
export function poolVersions(cluster: Sound<OkeCluster>, where: string, report: Report): void {
  const clusterVersion = cluster.kubernetesVersion;
  if (clusterVersion === undefined) return;
  for (const [key, pool] of Object.entries(cluster.nodePools ?? {})) {
    const at = `${where}.nodePools.${key}`;
    const version = pool?.kubernetesVersion ?? clusterVersion;
    const fits = (other: string) => {
      const behind = minorOf(clusterVersion) - minorOf(other);
      return behind >= 0 && behind <= workerSkew;
    };
    if (!fits(version)) {
      const rule = `must be at most ${workerSkew} minor versions behind the cluster (${clusterVersion}) and never ahead`;
      const remedy = `Use ${nearest(version, okeVersions.filter(fits))}, the nearest that is; an upgrade begins with the cluster.`;
      report.add(`${at}.kubernetesVersion`, rule, version, remedy);
    }
    const image = pool?.image;
    if (image !== undefined && !image.startsWith("ocid1.") && !image.includes(`-OKE-${version}-`)) {
      const rule = `must be made for the pool's Kubernetes version (${version})`;
      report.add(`${at}.image`, rule, image, `Choose one whose name has -OKE-${version}- in it.`);
    }
  }
}
