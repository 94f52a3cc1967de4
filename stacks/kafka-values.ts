import type {
  KafkaClusterValues,
  KafkaNodePoolValues,
  KafkaUserValues,
} from "../constructs/kafka/kafka-cluster-values.ts";
import type { Kafka, KafkaNodeSize, KafkaQuotas, KafkaTopic } from "../environments/kafka-schema.ts";
import type { Environment } from "../environments/schema.ts";
import type { strimzi } from "../environments/versions.ts";
import type { Workload } from "./naming.ts";
import { consumerGroup } from "./program-variables.ts";

/** Of versions.ts, which takes types only from here: nothing else compiles. */
const metadata: (typeof strimzi)["metadata"] = { "4.2": "4.2-IV1", "4.3": "4.3-IV0" };

const zone = "topology.kubernetes.io/zone";
// https://docs.oracle.com/iaas/Content/ContEng/Tasks/contengsupportedlabelsusecases.htm
const faultDomain = "oci.oraclecloud.com/fault-domain";
const hostname = "kubernetes.io/hostname";

/**
 * What an environment says about Kafka, as charts/kafka-cluster wants to hear it.
 *
 * @param environment must have passed `validateEnvironments`
 * @param workloads those on Kafka get users of their names
 */
export function kafkaValues(
  environment: Environment,
  kafka: Kafka,
  workloads: readonly Workload[],
): KafkaClusterValues {
  const { version, replicationFactor, topics = {} } = kafka;
  const minInSyncReplicas = kafka.minInSyncReplicas ?? mostInSync(replicationFactor);
  const hasSeveralBrokers = (kafka.dualRoleNodes ?? 0) + (kafka.brokers ?? 0) > 1;
  const topicValues = ({ partitions, retentionHours, ...topic }: KafkaTopic) => {
    const replicas = topic.replicationFactor ?? replicationFactor;
    return {
      partitions,
      replicas,
      minInSyncReplicas: topic.minInSyncReplicas ?? mostInSync(replicas),
      retentionHours,
    };
  };
  return {
    version,
    metadataVersion: kafka.metadataVersion ?? metadataOf(version),
    nodePools: nodePools(environment, kafka),
    replicationFactor,
    minInSyncReplicas,
    ...placement(environment, kafka, hasSeveralBrokers),
    listener: { peers: peers(workloads) },
    external: external(kafka),
    topics: {
      [topicOf(kafka)]: { ...topicValues(kafka), minInSyncReplicas },
      ...Object.fromEntries(Object.entries(topics).map(([name, topic]) => [name, topicValues(topic)])),
    },
    users: users(environment, kafka, workloads),
    cruiseControl: { enabled: kafka.cruiseControl ?? hasSeveralBrokers },
    exporter: { enabled: kafka.exporter ?? hasSeveralBrokers },
    metrics: { podMonitor: kafka.podMonitor ?? false },
    certificates: kafka.certificates ?? { validityDays: 365, renewalDays: 30 },
    maintenanceTimeWindows: kafka.maintenanceWindows ?? [],
    keepOnUninstall: environment.protectData === true,
  };
}

/** The topic of the programs. */
export function topicOf({ topic }: Kafka): string {
  return topic ?? "records";
}

/** One less than the copies, so that a node can restart while records come in. */
function mostInSync(copies: number): number {
  return Math.max(1, copies - 1);
}

function metadataOf(version: string): string {
  return metadata[version.startsWith("4.2.") ? "4.2" : "4.3"];
}

function nodePools(environment: Environment, kafka: Kafka): readonly KafkaNodePoolValues[] {
  const { dualRoleNodes = 0, controllers = 0, brokers = 0, storageGb, workers } = kafka;
  const { nodes = { cpuMillis: 250, memoryMiB: 1024 } } = kafka;
  const { controllerNodes = { cpuMillis: 100, memoryMiB: 1024 } } = kafka;
  // Oracle makes no smaller volume; elsewhere the cluster's own log needs no more.
  const smallest = environment.cluster.kind === "oke" ? 50 : 10;
  const pool = (
    name: string,
    roles: KafkaNodePoolValues["roles"],
    replicas: number,
    { cpuMillis, memoryMiB }: KafkaNodeSize,
    gigabytes: number,
  ): readonly KafkaNodePoolValues[] => {
    const memory = `${memoryMiB}Mi`;
    const storage = {
      size: `${gigabytes}Gi`,
      class: kafka.storageClass ?? "",
      deleteClaim: environment.protectData !== true,
    };
    const values = {
      name,
      roles,
      replicas,
      storage,
      resources: { requests: { cpu: `${cpuMillis}m`, memory }, limits: { memory } },
      heap: `${Math.floor(memoryMiB / 2)}m`,
      ...(workers === undefined ? {} : { nodeSelector: workers, tolerations: tolerations(workers) }),
    };
    return replicas === 0 ? [] : [values];
  };
  return [
    ...pool("dual-role", ["controller", "broker"], dualRoleNodes, nodes, storageGb),
    ...pool(
      "controllers",
      ["controller"],
      controllers,
      controllerNodes,
      kafka.controllerStorageGb ?? smallest,
    ),
    ...pool("brokers", ["broker"], brokers, nodes, storageGb),
  ];
}

function tolerations(workers: Readonly<Record<string, string>>) {
  return Object.entries(workers).flatMap(([key, value]) =>
    (["NoSchedule", "NoExecute"] as const).map((effect) => ({
      key,
      operator: "Equal" as const,
      value,
      effect,
    })),
  );
}

/** Only labels that the cloud's workers have; DOKS and clusters of somebody else have none but their names for sure. */
function placement(
  { cluster }: Environment,
  { rack }: Kafka,
  hasSeveralBrokers: boolean,
): Pick<KafkaClusterValues, "rack" | "topology"> {
  const labels = { zone, "fault-domain": faultDomain } as const;
  const apart = rack ?? (cluster.kind === "oke" && hasSeveralBrokers ? "zone" : undefined);
  const onOracle = cluster.kind === "oke" ? [zone, faultDomain] : [];
  // Zones and fault domains can be fewer or more than the nodes: only what tells racks apart is insisted on.
  const labelled = [...new Set([...(apart === undefined ? [] : [labels[apart]]), ...onOracle])];
  return {
    rack: apart === undefined ? "" : labels[apart],
    topology: [
      ...labelled.map((key) => ({ key, required: apart !== undefined && key === labels[apart] })),
      { key: hostname, required: true },
    ],
  };
}

/** Pods of our programs, and those that somebody labels so to use Kafka's own tools. */
function peers(workloads: readonly Workload[]): KafkaClusterValues["listener"]["peers"] {
  const namespaces = new Set(
    workloads.filter(({ app }) => app.transport === "kafka").map(({ namespace }) => namespace),
  );
  return [
    ...[...namespaces].map((namespace) => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
      podSelector: { matchLabels: { "app.kubernetes.io/name": "stream-app" } },
    })),
    { podSelector: { matchLabels: { "millrace.dev/kafka-client": "true" } } },
  ];
}

function external({ external: given }: Kafka): KafkaClusterValues["external"] {
  switch (given?.kind) {
    case undefined:
      return {};
    case "load-balancer":
      return {
        type: "loadbalancer",
        sourceRanges: given.allowedCidrs,
        annotations: given.annotations ?? {},
      };
    case "node-port":
      return { type: "nodeport", addressType: given.address };
    case "gateway": {
      const { host, hostTemplate, gateway } = given;
      return { type: "tlsroute", host, hostTemplate, gateway };
    }
  }
}

function users(
  environment: Environment,
  kafka: Kafka,
  workloads: readonly Workload[],
): Readonly<Record<string, KafkaUserValues>> {
  const topic = topicOf(kafka);
  const ofPrograms = workloads.flatMap(({ name, app }): [string, KafkaUserValues][] => {
    if (app.transport !== "kafka") return [];
    const rights =
      app.program === "producer"
        ? { produce: [topic] }
        : { consume: [topic], groups: [consumerGroup(environment, app)] };
    return [[name, { ...rights, ...limits(kafka.quotas) }]];
  });
  const ofOthers = Object.entries(kafka.users ?? {}).map(([name, { quotas, ...rights }]) => [
    name,
    { ...rights, ...limits(quotas ?? kafka.quotas) },
  ]);
  return Object.fromEntries([...ofPrograms, ...ofOthers]);
}

function limits(quotas: KafkaQuotas | undefined): Pick<KafkaUserValues, "quotas"> {
  if (quotas === undefined) return {};
  const { produceBytesPerSecond, consumeBytesPerSecond, requestPercent } = quotas;
  return {
    quotas: {
      ...(produceBytesPerSecond === undefined ? {} : { producerByteRate: produceBytesPerSecond }),
      ...(consumeBytesPerSecond === undefined ? {} : { consumerByteRate: consumeBytesPerSecond }),
      ...(requestPercent === undefined ? {} : { requestPercentage: requestPercent }),
    },
  };
}
