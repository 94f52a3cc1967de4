import { allowedCidr, cidr } from "./cidr.ts";
import type {
  Kafka,
  KafkaGateway,
  KafkaLoadBalancers,
  KafkaNodePorts,
  KafkaNodeSize,
  KafkaQuotas,
  KafkaTopic,
  KafkaUser,
} from "./kafka-schema.ts";
import { kubernetesName, labelKey, labelValue } from "./name-rules.ts";
import {
  both,
  listOf,
  literal,
  named,
  oneOf,
  optional,
  type Rule,
  record,
  text,
  variant,
  whole,
  yesOrNo,
} from "./rules.ts";
import { kafkaVersion, metadataVersion } from "./version-rules.ts";

const unlimited = Number.POSITIVE_INFINITY;

/** As Kafka takes it, and Kubernetes: https://strimzi.io/docs/operators/latest/deploying#ref-operator-topic-names-str */
const topicName = text(
  /^[a-z0-9]([-a-z0-9.]{0,247}[a-z0-9])?$/,
  "the name of a topic, which is also that of a Kubernetes object",
  "Use lower-case letters, digits, hyphens and dots.",
);

const group = text(
  /^[A-Za-z0-9._-]{1,256}$/,
  "letters, digits, dots, hyphens and underscores, at most 256",
  "Name the group as its members do.",
);

const retention = whole(1, unlimited, "Records that go at once cannot be read.");
const partitions = whole(1, unlimited, "A topic without a partition holds nothing.");
const copies = whole(1, unlimited, "One copy is the least that holds anything.");
const inSync = whole(1, unlimited, "At least the leader has a record.");
const nodes = (what: string) => optional(whole(0, unlimited, `Count the nodes that are ${what}.`));
const bytes = whole(1, unlimited, "Leave it out for no limit.");

const quotas: Rule<KafkaQuotas> = both<KafkaQuotas>(
  record({
    produceBytesPerSecond: optional(bytes),
    consumeBytesPerSecond: optional(bytes),
    requestPercent: optional(whole(1, unlimited, "100 is the time of one thread.")),
  }),
  (given, where, report) => {
    if (Object.keys(given).length > 0) return;
    report.add(where, "must limit something", given, "Give one of its figures, or leave it out.");
  },
);

const topic: Rule<KafkaTopic> = record({
  partitions,
  retentionHours: retention,
  replicationFactor: optional(copies),
  minInSyncReplicas: optional(inSync),
});

const user: Rule<KafkaUser> = both<KafkaUser>(
  record({
    produce: optional(listOf(topicName)),
    consume: optional(listOf(topicName)),
    groups: optional(listOf(group)),
    quotas: optional(quotas),
  }),
  (given, where, report) => {
    if (!("produce" in given) && !("consume" in given)) {
      report.add(where, "must produce or consume something", given, "Give it a right, or remove it.");
    }
    if ("consume" in given !== "groups" in given) {
      const rule = "must be given together with consume, and only then";
      report.add(`${where}.groups`, rule, given.groups, "Whoever reads a topic does so in a group.");
    }
  },
);

const size: Rule<KafkaNodeSize> = record({
  cpuMillis: whole(1, unlimited, "Write thousandths of a core: 250 is a quarter."),
  memoryMiB: whole(512, unlimited, "Kafka needs that much to start."),
});

const hostName = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$/;

const external: Rule<NonNullable<Kafka["external"]>> = variant<
  KafkaLoadBalancers | KafkaNodePorts | KafkaGateway,
  "kind"
>("kind", {
  "load-balancer": record({
    kind: literal("load-balancer"),
    allowedCidrs: listOf(allowedCidr),
    annotations: optional(
      named(labelKey, text(/^.+$/, "text", "An annotation's value is text, numbers too.")),
    ),
  }),
  "node-port": record({
    kind: literal("node-port"),
    address: oneOf(["ExternalIP", "InternalIP", "Hostname"]),
  }),
  gateway: record({
    kind: literal("gateway"),
    host: text(hostName, "a host name", "Use one such as kafka.example.com."),
    hostTemplate: text(
      /^[-a-z0-9.]*\{nodeId\}[-a-z0-9.]*$/,
      "a host name with {nodeId} in it",
      "Use one such as kafka-{nodeId}.example.com: each broker has a name of its own.",
    ),
    gateway: record({ name: kubernetesName, namespace: kubernetesName }),
  }),
});

const certificates: Rule<NonNullable<Kafka["certificates"]>> = both<NonNullable<Kafka["certificates"]>>(
  record({
    validityDays: whole(2, 3650, "Strimzi renews them by itself."),
    renewalDays: whole(1, 3649, "Strimzi begins so many days before the end."),
  }),
  ({ validityDays, renewalDays }, where, report) => {
    if (validityDays === undefined || renewalDays === undefined || renewalDays < validityDays) return;
    const rule = `must be less than validityDays (${validityDays})`;
    report.add(`${where}.renewalDays`, rule, renewalDays, "Renew later, or let them live longer.");
  },
);

const window = text(
  /^[0-9*,/-]+ [0-9*,/-]+ [0-9*,/-]+ [0-9*?,/LW-]+ [0-9A-Z*,/-]+ [0-9A-Z*?,/L#-]+( [0-9*,/-]+)?$/,
  "a cron expression of Quartz: seconds, minutes, hours, day of month, month and day of week",
  "Use one such as * * 2-4 ? * SUN, in UTC.",
);

/** What a single part says; kafka-fit.ts compares the parts. */
export const kafkaRule: Rule<Kafka> = record({
  version: kafkaVersion,
  metadataVersion: optional(metadataVersion),
  dualRoleNodes: nodes("controller and broker in one"),
  controllers: nodes("controllers only"),
  brokers: nodes("brokers only"),
  storageGb: whole(1, unlimited, "A broker needs a volume."),
  controllerStorageGb: optional(whole(1, unlimited, "A controller needs a volume.")),
  storageClass: optional(kubernetesName),
  nodes: optional(size),
  controllerNodes: optional(size),
  workers: optional(named(labelKey, labelValue)),
  rack: optional(oneOf(["zone", "fault-domain"])),
  programsIn: optional(oneOf(["kafka-namespace", "environment-namespace"])),
  apiServerCidrs: optional(listOf(cidr(8, 32, "Name the API server, not everything."))),
  topic: optional(topicName),
  partitions,
  replicationFactor: copies,
  minInSyncReplicas: optional(inSync),
  retentionHours: retention,
  topics: optional(named(topicName, topic)),
  users: optional(named(kubernetesName, user)),
  quotas: optional(quotas),
  external: optional(external),
  cruiseControl: optional(yesOrNo("It moves partitions.")),
  exporter: optional(yesOrNo("It shows the lag of consumer groups.")),
  podMonitor: optional(yesOrNo("It needs the definitions of the Prometheus operator.")),
  certificates: optional(certificates),
  maintenanceWindows: optional(listOf(window)),
});
