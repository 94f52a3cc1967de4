/** Mistakes that people make, with the whole of what they are told. */
import type { Environment, Producer } from "../../environments/schema.ts";
import { doks, local, oke } from "./examples.ts";

export type Case = readonly [base: Environment, path: string, value: unknown, message: string];

const correctCidr = "Correct it; all bits after the prefix are zero.";
const cidrRule = "must be an IPv4 network address with its prefix, such as 10.0.0.0/24";

const zeros = "0".repeat(64);

function pool(values: object): object {
  return oke.cluster.kind === "oke" ? { ...oke.cluster.nodePools.workers, ...values } : {};
}

/** By subject. */
export const mistakes: Readonly<Record<string, readonly Case[]>> = {
  names: [
    [
      oke,
      "name",
      "OKE_dev",
      'OKE_dev.name: must be lower-case letters, digits and single hyphens, a letter first, got "OKE_dev". Give an environment a name such as oke-dev.',
    ],
    [
      oke,
      "name",
      "e".repeat(41),
      `${"e".repeat(41)}.name: must have at most 40 characters (it has 41), got "${"e".repeat(41)}". Shorten it: names that are made from it have limits of their own.`,
    ],
    [
      oke,
      "name",
      undefined,
      "environments[0].name: must be lower-case letters, digits and single hyphens, a letter first, got nothing. Give an environment a name such as oke-dev.",
    ],
    [
      oke,
      "apps",
      { ["p".repeat(47)]: oke.apps.producer },
      `oke-dev.apps.${"p".repeat(47)}: must have at most 46 characters (it has 47), got "${"p".repeat(47)}". Shorten it: names that are made from it have limits of their own.`,
    ],
    [
      doks,
      "registry.name",
      "r".repeat(64),
      `doks-dev.registry.name: must have at most 63 characters (it has 64), got "${"r".repeat(64)}". Shorten it: names that are made from it have limits of their own.`,
    ],
    [
      oke,
      "cluster.nodePools",
      { "Big pool": pool({}) },
      'oke-dev.cluster.nodePools.Big pool: must be lower-case letters, digits and single hyphens, a letter first, got "Big pool". Give a node pool a name such as oke-dev.',
    ],
  ],
  versions: [
    [
      doks,
      "cluster.kubernetesVersion",
      "1.36.1",
      'doks-dev.cluster.kubernetesVersion: must be one of 1.35.1-do.6, 1.36.0-do.0, got "1.36.1". Use 1.36.0-do.0, the nearest that DOKS offers (environments/versions.ts).',
    ],
    [
      doks,
      "kafka.version",
      "3.9.0",
      'doks-dev.kafka.version: must be one of 4.2.0, 4.2.1, 4.3.0, 4.3.1, got "3.9.0". Use 4.2.0, the nearest that Strimzi 1.2.0 runs (environments/versions.ts).',
    ],
    [
      oke,
      "cluster",
      {
        ...oke.cluster,
        kubernetesVersion: "1.35.2",
        nodePools: { workers: pool({ kubernetesVersion: "1.36.1" }) },
      },
      'oke-dev.cluster.nodePools.workers.kubernetesVersion: must be at most 3 minor versions behind the cluster (1.35.2) and never ahead, got "1.36.1". Use 1.35.2, the nearest that is; an upgrade begins with the cluster.',
    ],
    [
      oke,
      "cluster.nodePools.workers.image",
      "Oracle-Linux-8.10-2026.06.15-0-OKE-1.35.2-1501",
      'oke-dev.cluster.nodePools.workers.image: must be made for the pool\'s Kubernetes version (1.36.1), got "Oracle-Linux-8.10-2026.06.15-0-OKE-1.35.2-1501". Choose one whose name has -OKE-1.36.1- in it.',
    ],
    [
      oke,
      "cluster.nodePools.workers.image",
      "latest",
      'oke-dev.cluster.nodePools.workers.image: must be the name or OCID of an OKE worker image, got "latest". Choose one of https://docs.oracle.com/iaas/images/ for the pool\'s Kubernetes version.',
    ],
  ],
  addresses: [
    [
      oke,
      "cluster.network.pods",
      "10.0.32.1/19",
      `oke-dev.cluster.network.pods: ${cidrRule}, got "10.0.32.1/19". ${correctCidr}`,
    ],
    [
      oke,
      "cluster.network.vcn",
      "10.0.0.0",
      `oke-dev.cluster.network.vcn: ${cidrRule}, got "10.0.0.0". ${correctCidr}`,
    ],
    [
      oke,
      "cluster.network.vcn",
      "10.0.0.0/8",
      'oke-dev.cluster.network.vcn: must have a prefix from /16 to /30, got "10.0.0.0/8". Oracle takes no other size of VCN.',
    ],
    [
      oke,
      "cluster.network.endpoint",
      "10.0.0.0/31",
      'oke-dev.cluster.network.endpoint: must have a prefix from /16 to /30, got "10.0.0.0/31". Oracle takes no other size of subnet.',
    ],
    [
      oke,
      "cluster.network.workers",
      "10.1.0.0/24",
      'oke-dev.cluster.network.workers: must lie within vcn (10.0.0.0/16), got "10.1.0.0/24". Move it there, or widen vcn.',
    ],
    [
      oke,
      "cluster.network.pods",
      "10.0.0.0/22",
      [
        'oke-dev.cluster.network.pods: must not overlap endpoint (10.0.0.0/28), got "10.0.0.0/22". Move one of the two.',
        'oke-dev.cluster.network.pods: must not overlap workers (10.0.1.0/24), got "10.0.0.0/22". Move one of the two.',
        'oke-dev.cluster.network.loadBalancers: must not overlap pods (10.0.0.0/22), got "10.0.2.0/24". Move one of the two.',
      ].join("\n"),
    ],
    [
      oke,
      "cluster.network.services",
      "10.0.0.0/12",
      'oke-dev.cluster.network.services: must not overlap vcn (10.0.0.0/16), got "10.0.0.0/12". Move one of the two.',
    ],
    [
      doks,
      "cluster.network.services",
      "10.100.0.0/20",
      'doks-dev.cluster.network.services: must not overlap pods (10.100.0.0/16), got "10.100.0.0/20". Move one of the two.',
    ],
  ],
  "allow-lists": [
    [
      oke,
      "cluster.endpoint.allowedCidrs",
      ["0.0.0.0/0"],
      'oke-dev.cluster.endpoint.allowedCidrs[0]: must be a network of your own, from /8 to /32, and never the whole internet, got "0.0.0.0/0". List the addresses that operators and pipelines come from.',
    ],
    [
      doks,
      "cluster.allowedCidrs",
      ["203.0.113.0/24", "128.0.0.0/1"],
      'doks-dev.cluster.allowedCidrs[1]: must be a network of your own, from /8 to /32, and never the whole internet, got "128.0.0.0/1". List the addresses that operators and pipelines come from.',
    ],
    [
      oke,
      "cluster.endpoint.allowedCidrs",
      [],
      'oke-dev.cluster.endpoint.allowedCidrs: must be a list with at least one item, got []. Write it as ["…"].',
    ],
    [
      oke,
      "cluster.endpoint.allowedCidrs",
      ["203.0.113.0/24", "203.0.113.0/24"],
      'oke-dev.cluster.endpoint.allowedCidrs[1]: must not be there twice, got "203.0.113.0/24". Remove one.',
    ],
  ],
  workers: [
    [
      oke,
      "cluster.nodePools.workers.shape",
      "VM.Standard2.1",
      'oke-dev.cluster.nodePools.workers.shape: must be a flexible shape, got "VM.Standard2.1". Use one such as VM.Standard.E5.Flex: only those let ocpus and memoryGb be chosen.',
    ],
    [
      oke,
      "cluster.nodePools.workers.memoryGb",
      65,
      "oke-dev.cluster.nodePools.workers.memoryGb: must be at most 64 for each OCPU (64 for 1), got 65. Ask for less memory, or for more OCPUs.",
    ],
    [
      oke,
      "cluster.nodePools.workers.bootVolumeGb",
      49,
      "oke-dev.cluster.nodePools.workers.bootVolumeGb: must be a whole number from 50 to 32768, got 49. Block volumes have no other size.",
    ],
    [
      oke,
      "cluster.nodePools",
      {},
      "oke-dev.cluster.nodePools: must be an object with at least one entry, got {}. Name one, such as { main: … }.",
    ],
    [
      doks,
      "cluster.nodePools.workers.size",
      "big",
      'doks-dev.cluster.nodePools.workers.size: must be the slug of a Droplet size, got "big". Use one such as s-2vcpu-4gb.',
    ],
  ],
  messaging: [
    [
      oke,
      "streaming.streams.records.partitions",
      0,
      "oke-dev.streaming.streams.records.partitions: must be a whole number of at least 1, got 0. A stream without a partition holds nothing.",
    ],
    [
      oke,
      "streaming.streams.records.retentionHours",
      169,
      "oke-dev.streaming.streams.records.retentionHours: must be a whole number from 24 to 168, got 169. OCI Streaming keeps records no shorter and no longer.",
    ],
    [
      oke,
      "streaming.apiKeySecret",
      "oci-api-key",
      'oke-dev.streaming.apiKeySecret: must be left out on OKE, where workload identity needs no key, got "oci-api-key". Remove it, and the Kubernetes Secret.',
    ],
    [
      doks,
      "streaming",
      { streams: { records: { partitions: 2, retentionHours: 24 } } },
      [
        "doks-dev.streaming.apiKeySecret: must name the Kubernetes Secret with an OCI API key on a cluster of kind doks, got nothing. Make that Secret in the namespace and name it here.",
        "doks-dev.streaming.region: must be given on a cluster of kind doks, got nothing. Name the OCI region of the stream, such as eu-frankfurt-1.",
      ].join("\n"),
    ],
    [
      oke,
      "streaming.streams",
      {},
      "oke-dev.streaming.streams: must be an object with at least one entry, got {}. Name one, such as { main: … }.",
    ],
    [
      oke,
      "streaming.kafkaTopics",
      { partitions: 1, retentionHours: 12 },
      "oke-dev.streaming.kafkaTopics.retentionHours: must be a whole number from 24 to 168, got 12. OCI Streaming keeps records no shorter and no longer.",
    ],
    [
      doks,
      "streaming.endpoint",
      "private",
      'doks-dev.streaming.endpoint: must be public on a cluster of kind doks, which has no VCN, got "private". Leave it out.',
    ],
    [
      oke,
      "streaming",
      {
        streams: { records: { partitions: 1, retentionHours: 24 } },
        endpoint: "private",
        region: "eu-zurich-1",
      },
      'oke-dev.streaming.region: must be that of the cluster (eu-frankfurt-1) with a private endpoint, which is in its VCN, got "eu-zurich-1". Leave it out, or use a public endpoint.',
    ],
    [
      doks,
      "kafka.replicationFactor",
      2,
      "doks-dev.kafka.replicationFactor: must be at most the number of brokers (1), got 2. Add brokers, or keep fewer copies.",
    ],
    [
      doks,
      "kafka.controllers",
      1,
      "doks-dev.kafka.controllers: must be left out with dualRoleNodes, which are both, got 1. Use either the one or the others.",
    ],
    [
      doks,
      "kafka",
      { ...doks.kafka, dualRoleNodes: 0, controllers: 3 },
      "doks-dev.kafka.brokers: must, without dualRoleNodes, be at least 1, got 0. Add a broker.",
    ],
  ],
  keys: [
    [
      oke,
      "keys",
      { rotateEveryDays: 90 },
      "oke-dev.keys.rotateEveryDays: must be left out in a shared vault, where Oracle rotates no key by itself, got 90. Use a virtual-private vault, or rotate by hand: raise versions by one.",
    ],
    [
      oke,
      "keys",
      { vault: "virtual-private", rotateEveryDays: 30 },
      "oke-dev.keys.rotateEveryDays: must be a whole number from 60 to 365, got 30. Oracle rotates no oftener and no more seldom.",
    ],
    [
      oke,
      "keys",
      { versions: 0 },
      "oke-dev.keys.versions: must be a whole number of at least 1, got 0. Count the versions made by hand, the first one too.",
    ],
    [
      doks,
      "keys",
      {},
      "doks-dev.keys: must be left out on a cluster of kind doks: Oracle encrypts nothing there, got {}. Remove it.",
    ],
    [
      { ...oke, keys: {} },
      "streaming.region",
      "eu-zurich-1",
      'oke-dev.streaming.region: must be that of the cluster (eu-frankfurt-1) with keys of one\'s own, which are in one region, got "eu-zurich-1". Leave it out, or remove keys.',
    ],
  ],
  secrets: [
    [
      oke,
      "secrets",
      { "session-key": { kind: "generated", value: "passphrase", expiresAfterDays: 91 } },
      "oke-dev.secrets.session-key.expiresAfterDays: must be a whole number from 1 to 90, got 91. Oracle lets a version expire no later.",
    ],
    [
      oke,
      "secrets",
      {
        "session-key": {
          kind: "generated",
          value: "bytes",
          expiresAfterDays: 30,
          rotation: { everyDays: 30, by: "function" },
        },
      },
      "oke-dev.secrets.session-key.rotation.everyDays: must be less than expiresAfterDays (30), so that a version is replaced in time, got 30. Rotate oftener, or let it live longer.",
    ],
    [
      oke,
      "secrets",
      { wallet: { kind: "given", content: "hunter2" } },
      'oke-dev.secrets.wallet.content: is not a known property, got "hunter2". Remove it, or use one of kind.',
    ],
    [
      doks,
      "secrets",
      { wallet: { kind: "given" } },
      'doks-dev.secrets: must be left out on a cluster of kind doks, whose programs have no identity at Oracle, got {"wallet":{"kind":"given"}}. Remove it.',
    ],
    [
      oke,
      "apps.consumer.secretFiles",
      { "wallet.zip": "wallet" },
      'oke-dev.apps.consumer.secretFiles.wallet.zip: must be one of the environment\'s secrets (none), got "wallet". Add it to oke-dev.secrets, or name another.',
    ],
    [
      { ...oke, secrets: { wallet: { kind: "given" } } },
      "apps.consumer.secretFiles",
      { "../wallet.zip": "wallet" },
      'oke-dev.apps.consumer.secretFiles.../wallet.zip: must be the name of a file, without a folder, got "../wallet.zip". Use letters, digits, dots, hyphens and underscores.',
    ],
  ],
  alarms: [
    [
      oke,
      "alarms",
      { emails: ["operators"] },
      'oke-dev.alarms.emails[0]: must be an e-mail address, got "operators". Use one such as operators@example.com.',
    ],
    [
      oke,
      "alarms",
      { emails: ["a@example.com"], recordsBehind: 0 },
      "oke-dev.alarms.recordsBehind: must be a whole number of at least 1, got 0. Fewer would be an alarm for every record.",
    ],
    [
      { ...oke, alarms: { emails: ["a@example.com"] } },
      "streaming.region",
      "eu-zurich-1",
      'oke-dev.streaming.region: must be that of the cluster (eu-frankfurt-1) with alarms, which are in one region, got "eu-zurich-1". Leave it out, or remove alarms.',
    ],
    [
      local,
      "alarms",
      { emails: ["a@example.com"] },
      'local.alarms: must be left out on a cluster of kind existing, whose metrics neither cloud has, got {"emails":["a@example.com"]}. Remove it.',
    ],
    [
      doks,
      "alarms",
      { emails: ["a@example.com"], recordsBehind: 5 },
      "doks-dev.alarms.recordsBehind: must be left out on DOKS, where the alarms are of workers and pages, got 5. Remove it.",
    ],
  ],
  deployers: [
    [
      oke,
      "deployers",
      ["ocid1.group.oc1..aaaa"],
      'oke-dev.deployers: must be true or false, got ["ocid1.group.oc1..aaaa"]. Others than administrators may release programs where it is true.',
    ],
  ],
  monitoring: [
    [
      oke,
      "monitoring",
      {},
      "oke-dev.monitoring: must have scraperNamespace or traces, got {}. Add one, or leave it out.",
    ],
    [
      oke,
      "monitoring",
      { traces: { service: "collector", namespace: "observability", percent: 0 } },
      "oke-dev.monitoring.traces.percent: must be a whole number from 1 to 100, got 0. Leave traces out to send none.",
    ],
  ],
  governance: [
    [
      oke,
      "governance",
      {},
      "oke-dev.governance: must have budget, quotas or auditRetentionDays, got {}. Add one, or leave it out.",
    ],
    [
      oke,
      "governance",
      { auditRetentionDays: 30 },
      "oke-dev.governance.auditRetentionDays: must be a whole number from 90 to 365, got 30. Oracle keeps audit events no shorter and no longer.",
    ],
    [
      oke,
      "governance",
      { quotas: { streaming: { "partition count": 1 } } },
      'oke-dev.governance.quotas.streaming.partition count: must be a name of Oracle\'s quotas, got "partition count". Look it up: https://docs.oracle.com/iaas/Content/Quotas/Concepts/resourcequotas.htm.',
    ],
    [
      oke,
      "governance",
      { budget: { monthlyAmount: 0, emails: ["a@example.com"] } },
      "oke-dev.governance.budget.monthlyAmount: must be a whole number of at least 1, got 0. Write whole units of the tenancy's currency.",
    ],
  ],
  apps: [
    [
      oke,
      "apps.producer.stream",
      "audit",
      'oke-dev.apps.producer.stream: must be one of the environment\'s streams (records), got "audit". Name the one that the app uses.',
    ],
    [
      { ...oke, apps: { producer: oke.apps.producer as Producer } },
      "streaming.streams.audit",
      { partitions: 1, retentionHours: 24 },
      "oke-dev.apps.producer.stream: must be one of the environment's streams (records, audit), got nothing. Name the one that the app uses.",
    ],
    [
      doks,
      "apps.producer.stream",
      "records",
      'doks-dev.apps.producer.stream: must be left out with transport kafka, which has one topic, got "records". Remove it.',
    ],
    [
      oke,
      "apps.producer.transport",
      "kafka",
      'oke-dev.apps.producer.transport: must be one that the environment has, and oke-dev.kafka is not given, got "kafka". Add kafka, or use the other transport.',
    ],
    [
      oke,
      "apps.producer.transport",
      "nats",
      'oke-dev.apps.producer.transport: must be one of oci-streaming, kafka, got "nats". Choose one of them.',
    ],
    [
      oke,
      "apps.consumer.replicas",
      2,
      "oke-dev.apps.consumer.replicas: must be at most the number of partitions (1), got 2. Run fewer, use another group, or make a stream with more partitions.",
    ],
    [
      oke,
      "apps.second",
      oke.apps.consumer,
      "oke-dev.apps.second.replicas: must be at most the number of partitions (1) less the 1 that other apps of group oke-dev have, got 1. Run fewer, use another group, or make a stream with more partitions.",
    ],
    [
      oke,
      "apps.producer.image.digest",
      "latest",
      'oke-dev.apps.producer.image.digest: must be sha256: and 64 hexadecimal digits, got "latest". Take it from environments/images.json, which npm run images writes; a tag can move.',
    ],
    [
      oke,
      "apps.producer.image.digest",
      `sha256:${zeros}0`,
      `oke-dev.apps.producer.image.digest: must be sha256: and 64 hexadecimal digits, got "sha256:${zeros}0". Take it from environments/images.json, which npm run images writes; a tag can move.`,
    ],
    [
      oke,
      "apps.consumer.records",
      ["people", "people"],
      'oke-dev.apps.consumer.records[1]: must not be there twice, got "people". Remove one.',
    ],
    [
      oke,
      "apps.consumer.group",
      "a group",
      'oke-dev.apps.consumer.group: must be letters, digits, dots, hyphens and underscores, at most 256, got "a group". Both OCI Streaming and Kafka take such a name.',
    ],
    [
      oke,
      "apps.producer.resources.memoryMiB",
      "256Mi",
      'oke-dev.apps.producer.resources.memoryMiB: must be a whole number of at least 64, got "256Mi". Node needs that much to start.',
    ],
    [
      oke,
      "apps.producer.authentication",
      { issuer: "http://login.example.com", audience: "", scope: "a b" },
      [
        'oke-dev.apps.producer.authentication.issuer: must be an https URL without user name, query and fragment, got "http://login.example.com". Use it exactly as the issuer\'s tokens have it.',
        'oke-dev.apps.producer.authentication.audience: must be what tokens have in `aud`, got "". Name this program at the issuer.',
        'oke-dev.apps.producer.authentication.scope: must be one scope without spaces, got "a b". Name a single scope.',
      ].join("\n"),
    ],
    [
      oke,
      "apps.producer.samplesPerSecond",
      -1,
      "oke-dev.apps.producer.samplesPerSecond: must be a whole number of at least 0, got -1. Use 0 for none but the records that are posted.",
    ],
    [
      doks,
      "apps.consumer.exposure.host",
      "localhost",
      'doks-dev.apps.consumer.exposure.host: must be a host name, got "localhost". Use one such as ratings.example.com.',
    ],
  ],
  state: [
    [
      doks,
      "backend.endpoint",
      "http://store.example.com",
      'doks-dev.backend.endpoint: must be an https URL without a path, got "http://store.example.com". Leave it out for AWS itself.',
    ],
    [
      doks,
      "backend.bucket",
      "State",
      'doks-dev.backend.bucket: must be 3 to 63 lower-case letters, digits, dots and hyphens, got "State". Name a bucket that exists.',
    ],
  ],
  "values that the compiler would have refused": [
    [
      oke,
      "backend",
      "local",
      'oke-dev.backend: must be an object, got "local". Give it a kind and what goes with it.',
    ],
    [
      oke,
      "cluster.kind",
      "eks",
      'oke-dev.cluster.kind: must be one of oke, doks, existing, got "eks". Choose one of them.',
    ],
    [
      oke,
      "streaming",
      [],
      "oke-dev.streaming: must be an object, got []. Give it streams, endpoint, kafkaTopics, region, apiKeySecret.",
    ],
    [
      doks,
      "cluster.highlyAvailable",
      "no",
      'doks-dev.cluster.highlyAvailable: must be true or false, got "no". It cannot be switched off once it is on.',
    ],
    [
      oke,
      "streaming.streams.records.partition",
      3,
      "oke-dev.streaming.streams.records.partition: is not a known property, got 3. Remove it, or use one of partitions, retentionHours.",
    ],
    [
      oke,
      "streaming.streams.records.partitions",
      Number.NaN,
      "oke-dev.streaming.streams.records.partitions: must be a whole number of at least 1, got NaN. A stream without a partition holds nothing.",
    ],
    [
      local,
      "cluster.context",
      "",
      'local.cluster.context: must be the name of a kubeconfig context, got "". List them with kubectl config get-contexts.',
    ],
  ],
};
