import { cidr, disjoint, servicesCidr, subnetCidr, within } from "./cidr.ts";
import { doks } from "./doks-rules.ts";
import { bastionFits, endpoint } from "./endpoint-rules.ts";
import { name, ociRegion } from "./name-rules.ts";
import { enoughWorkers, okeNodePool, poolVersions } from "./node-pool-rules.ts";
import type { OkeCluster } from "./oke-schema.ts";
import { both, literal, named, optional, type Rule, record, text, variant, whole, yesOrNo } from "./rules.ts";
import type { Environment, ExistingCluster } from "./schema.ts";
import { okeVersion } from "./version-rules.ts";

// https://docs.oracle.com/iaas/Content/Network/Tasks/Overview_of_VCNs_and_Subnets.htm
const vcnCidr = cidr(16, 30, "Oracle takes no other size of VCN.");

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

const existing: Rule<ExistingCluster> = record({
  kind: literal("existing"),
  context: text(/\S/, "the name of a kubeconfig context", "List them with kubectl config get-contexts."),
});

export const clusterRule: Rule<Environment["cluster"]> = variant("kind", { oke, doks, existing });
