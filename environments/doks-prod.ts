import { imagesOf } from "./images.ts";
import { digitalOceanRegistry } from "./registry.ts";
import type { Environment } from "./schema.ts";

const images = imagesOf("doks-prod");

const kafkaWorkers = { "millrace.dev/pool": "kafka" } as const;

/** Everything on: a control plane that survives the loss of a machine, workers for Kafka alone, and autoscaled ones for the programs. */
export const doksProd = {
  name: "doks-prod",
  backend: {
    kind: "s3",
    // Replace the bucket by yours: docs/digitalocean.md.
    bucket: "millrace-state",
    region: "fra1",
    endpoint: "https://fra1.digitaloceanspaces.com",
  },
  protectData: true,
  cluster: {
    kind: "doks",
    region: "fra1",
    kubernetesVersion: "1.36.0-do.0",
    // Apart from doks-dev's, so that the two networks could be joined.
    network: {
      vpc: "10.24.0.0/20",
      pods: "10.110.0.0/16",
      services: "10.111.0.0/19",
    },
    highlyAvailable: true,
    // An example network (RFC 5737) that nobody has: put the addresses that you come from here.
    allowedCidrs: ["203.0.113.0/24"],
    maintenance: { day: "sunday", startTime: "02:00" },
    defaultNodePool: "system",
    nodePools: {
      // What the cluster itself runs, and Strimzi. Its size never changes.
      system: { size: "s-2vcpu-4gb", nodes: 2 },
      // A broker and a controller on each, and nothing else.
      kafka: {
        size: "g-2vcpu-8gb",
        nodes: 3,
        labels: kafkaWorkers,
        taints: [{ key: "millrace.dev/pool", value: "kafka", effect: "NoSchedule" }],
      },
      apps: {
        size: "s-2vcpu-4gb",
        nodes: { minimum: 2, maximum: 6 },
        labels: { "millrace.dev/pool": "apps" },
      },
    },
  },
  kafka: {
    version: "4.3.1",
    controllers: 3,
    brokers: 3,
    storageGb: 100,
    nodes: { cpuMillis: 1000, memoryMiB: 4096 },
    workers: kafkaWorkers,
    // As many consumers; each partition is on every broker, and written to two before its sender hears so.
    partitions: 6,
    replicationFactor: 3,
    minInSyncReplicas: 2,
    retentionHours: 168,
  },
  // Addresses that nobody has (RFC 2606): put those of whoever is on call here.
  alarms: { emails: ["on-call@example.com"] },
  registry: digitalOceanRegistry,
  apps: {
    producer: {
      program: "producer",
      transport: "kafka",
      records: ["people", "ratings"],
      replicas: 2,
      image: images.producer,
      resources: { cpuMillis: 500, memoryMiB: 512 },
      exposure: { kind: "internal" },
      samplesPerSecond: 0,
    },
    consumer: {
      program: "consumer",
      transport: "kafka",
      records: ["people", "ratings"],
      replicas: 3,
      image: images.consumer,
      resources: { cpuMillis: 500, memoryMiB: 512 },
      exposure: { kind: "internal" },
    },
  },
} as const satisfies Environment;
