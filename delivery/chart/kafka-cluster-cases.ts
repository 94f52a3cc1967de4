import { join } from "node:path";
import { brokenRules } from "./kafka-cluster-rules.ts";
import type { ChartCases, Switches, Values } from "./values.ts";

const resources = { requests: { cpu: "250m", memory: "1Gi" }, limits: { memory: "1Gi" } };
const pool = (name: string, roles: readonly string[], replicas: number, more: Values = {}): Values => ({
  name,
  roles,
  replicas,
  storage: { size: "10Gi", class: "", deleteClaim: true },
  resources,
  heap: "512m",
  ...more,
});
const dualRole = (replicas: number): Values => ({
  nodePools: [pool("dual-role", ["controller", "broker"], replicas)],
});
/** Three controllers and three brokers, with everything that a pool may say. */
const apart: Values = {
  nodePools: [
    pool("controllers", ["controller"], 3),
    pool("brokers", ["broker"], 3, {
      storage: { size: "1Ti", class: "oci-bv", deleteClaim: false },
      resources: { requests: { cpu: "2", memory: "4Gi" }, limits: { cpu: "4", memory: "4Gi" } },
      heap: "2g",
      nodeSelector: { "millrace.dev/pool": "kafka" },
      tolerations: [
        { key: "millrace.dev/pool", operator: "Equal", value: "kafka", effect: "NoSchedule" },
        { key: "spot", operator: "Exists", effect: "NoExecute" },
      ],
    }),
  ],
};
const topic = { partitions: 3, replicas: 1, minInSyncReplicas: 1, retentionHours: 24 };

/** The values without a default: the smallest cluster. */
const necessary: Values = { version: "4.3.1", metadataVersion: "4.3-IV0", ...dualRole(1) };

const switches: Switches = {
  "an older version": { version: "4.2.1", metadataVersion: "4.2-IV1" },
  "three dual-role nodes": dualRole(3),
  "controllers and brokers apart": apart,
  "three copies": { ...apart, replicationFactor: 3, minInSyncReplicas: 2 },
  "settings of brokers": { brokerConfig: { "compression.type": "producer", "num.network.threads": "6" } },
  "a rack": { rack: "topology.kubernetes.io/zone" },
  "no topology": { topology: [] },
  "every topology": {
    topology: [
      { key: "topology.kubernetes.io/zone", required: true },
      { key: "oci.oraclecloud.com/fault-domain", required: false },
      { key: "kubernetes.io/hostname", required: true },
    ],
  },
  "clients by every kind of peer": {
    listener: {
      peers: [
        { podSelector: { matchLabels: { app: "producer" } } },
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "apps" } },
          podSelector: { matchLabels: { app: "consumer" } },
        },
        { ipBlock: { cidr: "10.0.0.0/8" } },
      ],
    },
  },
  "load balancers": {
    external: {
      type: "loadbalancer",
      sourceRanges: ["203.0.113.0/24"],
      annotations: { "service.beta.kubernetes.io/do-loadbalancer-size-unit": "1" },
    },
  },
  topics: {
    topics: {
      records: { ...topic, config: { "compression.type": "zstd", "segment.bytes": "1073741824" } },
      audit: { ...topic, partitions: 1, retentionHours: 8760 },
    },
  },
  users: {
    topics: { records: topic },
    users: {
      producer: { produce: ["records"], quotas: { producerByteRate: 1048576, requestPercentage: 200 } },
      consumer: { consume: ["records"], groups: ["ratings"], quotas: { consumerByteRate: 1048576 } },
      mirror: { produce: ["records"], consume: ["records"], groups: ["mirror", "mirror.2"] },
    },
  },
  "bigger entity operators": {
    entityOperator: { topicOperator: { resources }, userOperator: { resources } },
  },
  "Cruise Control": { ...apart, cruiseControl: { enabled: true, resources } },
  exporter: { exporter: { enabled: true, resources } },
  "no metrics": { metrics: { enabled: false, podMonitor: false } },
  "a PodMonitor": { metrics: { enabled: true, podMonitor: true } },
  "shorter certificates": { certificates: { validityDays: 90, renewalDays: 20 } },
  "maintenance windows": { maintenanceTimeWindows: ["* * 2-4 ? * SUN", "* * 2-4 ? * MON-FRI 2027"] },
  "keep on uninstall": { keepOnUninstall: true },
};

/** There is one way in from outside at most. */
const alone: Switches = {
  "load balancers without annotations": {
    external: { type: "loadbalancer", sourceRanges: ["203.0.113.0/24"] },
  },
  "ports of workers": {
    external: { type: "nodeport", addressType: "InternalIP", peers: [{ ipBlock: { cidr: "10.0.0.0/8" } }] },
  },
  "ports of workers for everybody who reaches them": {
    external: { type: "nodeport", addressType: "ExternalIP" },
  },
  "a gateway": {
    external: {
      type: "tlsroute",
      host: "kafka.example.org",
      hostTemplate: "kafka-{nodeId}.example.org",
      gateway: { name: "kafka", namespace: "gateways" },
    },
  },
};

const refusals: ChartCases["refusals"] = {
  "no version": [{ version: null }, "missing property 'version'"],
  "no nodes": [{ nodePools: [] }, "at '/nodePools': minItems: got 0, want 1"],
  "an unknown value": [{ zookeeper: {} }, "additional properties 'zookeeper' not allowed"],
  "an unknown value inside another": [
    { metrics: { jmx: true } },
    "at '/metrics': additional properties 'jmx' not allowed",
  ],
  "an unknown value inside a list": [
    { nodePools: [pool("a", ["broker"], 1, { jbod: true })] },
    "at '/nodePools/0': additional properties 'jbod' not allowed",
  ],
  "an unknown value of a topic": [
    { topics: { records: { ...topic, cleanup: "compact" } } },
    "at '/topics/records': additional properties 'cleanup' not allowed",
  ],
  "an unknown role": [{ nodePools: [pool("a", ["zookeeper"], 1)] }, "at '/nodePools/0/roles/0'"],
  "a volume without a unit": [
    { nodePools: [pool("a", ["broker"], 1, { storage: { size: "10", class: "", deleteClaim: true } })] },
    "at '/nodePools/0/storage/size'",
  ],
  "an ephemeral volume": [
    { nodePools: [pool("a", ["broker"], 1, { storage: { type: "ephemeral" } })] },
    "at '/nodePools/0/storage'",
  ],
  "no memory limit": [
    { exporter: { resources: { limits: { memory: null } } } },
    "at '/exporter/resources/limits': missing property 'memory'",
  ],
  "a listener for everybody": [{ listener: { peers: [] } }, "at '/listener/peers': minItems: got 0, want 1"],
  "a peer that is everybody": [{ listener: { peers: [{}] } }, "at '/listener/peers/0': minProperties"],
  "a plaintext listener": [
    { external: { type: "nodeport", addressType: "InternalIP", tls: false } },
    "at '/external'",
  ],
  "load balancers for everybody": [
    { external: { type: "loadbalancer", sourceRanges: [] } },
    "at '/external/sourceRanges': minItems: got 0, want 1",
  ],
  "one address for all brokers": [
    {
      external: {
        type: "tlsroute",
        host: "a.example.org",
        hostTemplate: "a.example.org",
        gateway: { name: "a", namespace: "b" },
      },
    },
    "at '/external/hostTemplate'",
  ],
  ...Object.fromEntries(
    ["auto.create.topics.enable", "min.insync.replicas", "unclean.leader.election.enable"].map((name) => [
      `${name}, which the chart sets`,
      [
        { brokerConfig: { [name]: "true" } },
        `at '/brokerConfig/${name}': value must be '(left out, because the chart sets it itself)'`,
      ],
    ]),
  ),
  "a broker's setting that is a number": [
    { brokerConfig: { "num.network.threads": 6 } },
    "at '/brokerConfig/num.network.threads': got number, want string",
  ],
  "a user without a right": [{ users: { a: { quotas: { consumerByteRate: 1 } } } }, "at '/users/a'"],
  "a reader without a group": [
    { topics: { a: topic }, users: { a: { consume: ["a"] } } },
    "properties 'groups' required, if 'consume' exists",
  ],
  "a user with all rights": [{ users: { a: { operations: ["All"] } } }, "at '/users/a'"],
  "a monitor of no metrics": [{ metrics: { enabled: false, podMonitor: true } }, "at '/metrics/enabled'"],
  "a window in classic cron": [{ maintenanceTimeWindows: ["0 2 * * 0"] }, "at '/maintenanceTimeWindows/0'"],
  "two controllers": [
    dualRole(2),
    "kafka-cluster: nodePools must have an odd number of controllers, so that a majority exists, got 2. Use 1 or 3.",
  ],
  "no broker": [
    { nodePools: [pool("controllers", ["controller"], 1)] },
    "kafka-cluster: nodePools must have a broker, got none. Give a pool the role broker.",
  ],
  "more copies than brokers": [
    { replicationFactor: 2 },
    "kafka-cluster: replicationFactor must be at most the number of brokers (1), got 2. Add brokers, or keep fewer copies.",
  ],
  "more copies in sync than copies": [
    { minInSyncReplicas: 2 },
    "kafka-cluster: minInSyncReplicas must be at most replicationFactor (1), got 2. Lower it: nothing could be written.",
  ],
  "a topic with more copies than brokers": [
    { topics: { records: { ...topic, replicas: 3 } } },
    "kafka-cluster: topics.records.replicas must be at most the number of brokers (1), got 3. Add brokers, or keep fewer copies.",
  ],
  "a topic with more copies in sync than copies": [
    { topics: { records: { ...topic, minInSyncReplicas: 2 } } },
    "kafka-cluster: topics.records.minInSyncReplicas must be at most replicas (1), got 2. Lower it: nothing could be written.",
  ],
  "a right to an unknown topic": [
    { users: { producer: { produce: ["record"] } } },
    'kafka-cluster: users.producer must name topics of the cluster, got "record". Add it to topics, or remove the right.',
  ],
  "Cruise Control for one broker": [
    { cruiseControl: { enabled: true } },
    "kafka-cluster: cruiseControl.enabled must be false with fewer than two brokers, got true with 1. There is nothing to even out.",
  ],
  "certificates that are always renewed": [
    { certificates: { validityDays: 30, renewalDays: 30 } },
    "kafka-cluster: certificates.renewalDays must be below validityDays (30), got 30. Renew later, or let them live longer.",
  ],
};

export const kafkaCluster: ChartCases = {
  chart: join("charts", "kafka-cluster"),
  release: "main",
  necessary,
  switches,
  alone,
  refusals,
  comparedByTheTemplate: Object.entries(refusals).flatMap(([name, [, expected]]) =>
    expected.startsWith("kafka-cluster: ") ? [name] : [],
  ),
  brokenRules,
};
