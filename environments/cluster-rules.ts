import { allowedCidr, cidr, disjoint, subnetCidr, within } from "./cidr.ts";
import { bastionFits, endpoint } from "./endpoint-rules.ts";
import { name, ociRegion } from "./name-rules.ts";
import { enoughWorkers, okeNodePool, poolVersions } from "./node-pool-rules.ts";
import type { OkeCluster } from "./oke-schema.ts";
import {
  both,
  listOf,
  literal,
  named,
  optional,
  type Rule,
  record,
  text,
  variant,
  whole,
  yesOrNo,
} from "./rules.ts";
import type { DoksCluster, DoksNodePool, Environment, ExistingCluster } from "./schema.ts";
import { doksVersion, okeVersion } from "./version-rules.ts";

// https://docs.oracle.com/iaas/Content/Network/Tasks/Overview_of_VCNs_and_Subnets.htm
const vcnCidr = cidr(16, 30, "Oracle takes no other size of VCN.");
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

// https://docs.oracle.com/iaas/Content/Logging/Task/managinglogs.htm
const logRetention = both<number>(
  whole(30, 180, "Oracle keeps logs for no other time."),
  (days, where, report) => {
    if (days % 30 === 0) return;
    report.add(where, "must be a multiple of 30", days, "Oracle keeps logs in steps of 30 days.");
  },
);

const addOns: Rule<NonNullable<OkeCluster["addOns"]>> = record({
  metricsServer: optional(yesOrNo("It brings the certificate manager too.")),
  coreDns: optional(
    record({
      minimumReplicas: whole(1, 1000, "Every connection begins with a DNS query."),
      workersPerReplica: whole(1, 1000, "Count the workers for which one more pod answers."),
    }),
  ),
});

const oke = both<OkeCluster>(
  record({
    kind: literal("oke"),
    region: ociRegion,
    kubernetesVersion: okeVersion,
    network: okeNetwork,
    endpoint,
    nodePools: named(name("a node pool", 32), okeNodePool),
    addOns: optional(addOns),
    requireSignedImages: optional(yesOrNo("Oracle's registry holds the signatures.")),
    flowLogs: optional(record({ retentionDays: logRetention })),
  }),
  (cluster, where, report) => {
    bastionFits(cluster, where, report);
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
  nodePools: named(name("a node pool", 32), doksNodePool),
});

const existing: Rule<ExistingCluster> = record({
  kind: literal("existing"),
  context: text(/\S/, "the name of a kubeconfig context", "List them with kubectl config get-contexts."),
});

export const clusterRule: Rule<Environment["cluster"]> = variant("kind", { oke, doks, existing });
