import { allowedCidr, cidr, disjoint, within } from "./cidr.ts";
import { name, ociRegion } from "./name-rules.ts";
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
  variant,
  whole,
  yesOrNo,
} from "./rules.ts";
import type {
  DoksCluster,
  DoksNodePool,
  Environment,
  ExistingCluster,
  OkeCluster,
  OkeNodePool,
} from "./schema.ts";
import { doksVersions, minorOf, okeVersions } from "./versions.ts";

const okeVersion = oneOf<string>(okeVersions, "Choose a version that OKE offers (environments/versions.ts).");

// https://docs.oracle.com/iaas/Content/Network/Tasks/Overview_of_VCNs_and_Subnets.htm
const vcnCidr = cidr(16, 30, "Oracle takes no other size of VCN.");
const subnetCidr = cidr(16, 30, "Oracle takes no other size of subnet.");
const servicesCidr = cidr(8, 28, "Kubernetes needs an address for each Service.");

const okeNetwork = both<OkeCluster["network"]>(
  record({
    vcn: vcnCidr,
    endpoint: subnetCidr,
    workers: subnetCidr,
    pods: subnetCidr,
    loadBalancers: subnetCidr,
    services: servicesCidr,
  }),
  ({ vcn, services, ...subnets }, where, report) => {
    within(["vcn", vcn], subnets, where, report);
    disjoint(subnets, where, report);
    disjoint({ vcn, services }, where, report);
  },
);

const okeNodePool = both<OkeNodePool>(
  record({
    shape: text(
      /^(VM|BM)\.[A-Za-z0-9.]+\.Flex$/,
      "a flexible shape",
      "Use one such as VM.Standard.E5.Flex: only those let ocpus and memoryGb be chosen.",
    ),
    ocpus: whole(1, 126, "Flexible shapes have that many."),
    memoryGb: whole(1, 1776, "Flexible shapes have that much."),
    nodes: whole(1, 1000, "OKE runs no more in a pool."),
    bootVolumeGb: whole(50, 32768, "Block volumes have no other size."),
    kubernetesVersion: optional(okeVersion),
    image: text(
      /^(ocid1\.image\.[a-z0-9._-]+|\S+-OKE-\d+\.\d+\.\d+-\d+)$/,
      "the name or OCID of an OKE worker image",
      "Choose one of https://docs.oracle.com/iaas/images/ for the pool's Kubernetes version.",
    ),
  }),
  ({ ocpus, memoryGb }, where, report) => {
    // https://docs.oracle.com/iaas/Content/Compute/References/computeshapes.htm#flexible
    if (ocpus === undefined || memoryGb === undefined || memoryGb <= 64 * ocpus) return;
    const rule = `must be at most 64 for each OCPU (${64 * ocpus} for ${ocpus})`;
    report.add(`${where}.memoryGb`, rule, memoryGb, "Ask for less memory, or for more OCPUs.");
  },
);

const oke = both<OkeCluster>(
  record({
    kind: literal("oke"),
    region: ociRegion,
    kubernetesVersion: okeVersion,
    network: okeNetwork,
    endpoint: record({
      visibility: oneOf(["public", "private"]),
      allowedCidrs: listOf(allowedCidr),
    }),
    nodePools: named(name("a node pool", 32), okeNodePool),
  }),
  poolVersions,
);

/** https://kubernetes.io/releases/version-skew-policy/#kubelet */
function poolVersions(cluster: Sound<OkeCluster>, where: string, report: Report): void {
  const clusterVersion = cluster.kubernetesVersion;
  if (clusterVersion === undefined) return;
  for (const [key, pool] of Object.entries(cluster.nodePools ?? {})) {
    const at = `${where}.nodePools.${key}`;
    const version = pool?.kubernetesVersion ?? clusterVersion;
    const behind = minorOf(clusterVersion) - minorOf(version);
    if (behind < 0 || behind > 3) {
      const rule = `must be at most three minor versions behind the cluster (${clusterVersion}) and never ahead`;
      report.add(`${at}.kubernetesVersion`, rule, version, "Upgrade the cluster first, then the pool.");
    }
    const image = pool?.image;
    if (image !== undefined && !image.startsWith("ocid1.") && !image.includes(`-OKE-${version}-`)) {
      const rule = `must be made for the pool's Kubernetes version (${version})`;
      report.add(`${at}.image`, rule, image, `Choose one whose name has -OKE-${version}- in it.`);
    }
  }
}

const doksNodePool: Rule<DoksNodePool> = record({
  size: text(/^[a-z0-9]+(-[a-z0-9]+)+$/, "the slug of a Droplet size", "Use one such as s-2vcpu-4gb."),
  nodes: whole(1, 512, "DigitalOcean runs no more in a cluster."),
});

const doks: Rule<DoksCluster> = record({
  kind: literal("doks"),
  region: text(/^[a-z]{3}\d$/, "the slug of a DigitalOcean region", "Use one such as fra1."),
  kubernetesVersion: oneOf<string>(
    doksVersions,
    "Choose a slug that DOKS offers (environments/versions.ts).",
  ),
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
  nodePools: named(name("a node pool", 32), doksNodePool),
});

const existing: Rule<ExistingCluster> = record({
  kind: literal("existing"),
  context: text(/\S/, "the name of a kubeconfig context", "List them with kubectl config get-contexts."),
});

export const clusterRule: Rule<Environment["cluster"]> = variant("kind", { oke, doks, existing });
