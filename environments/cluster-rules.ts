import { allowedCidr, cidr, disjoint, within } from "./cidr.ts";
import { name, ociRegion } from "./name-rules.ts";
import { enoughWorkers, okeNodePool, okeVersion, poolVersions } from "./node-pool-rules.ts";
import {
  both,
  listOf,
  literal,
  named,
  oneOf,
  type Rule,
  record,
  text,
  variant,
  whole,
  yesOrNo,
} from "./rules.ts";
import type { DoksCluster, DoksNodePool, Environment, ExistingCluster, OkeCluster } from "./schema.ts";
import { doksVersions } from "./versions.ts";

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
  (cluster, where, report) => {
    poolVersions(cluster, where, report);
    enoughWorkers(cluster, where, report);
  },
);

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
