import { imagesOf } from "./images.ts";
import { digitalOceanRegistry } from "./registry.ts";
import type { Environment } from "./schema.ts";

const images = imagesOf("doks-dev");

/** The smallest real deployment on DigitalOcean. */
export const doksDev = {
  name: "doks-dev",
  backend: { kind: "local" },
  cluster: {
    kind: "doks",
    region: "fra1",
    kubernetesVersion: "1.36.0-do.0",
    network: {
      vpc: "10.16.0.0/20",
      pods: "10.100.0.0/16",
      services: "10.101.0.0/19",
    },
    highlyAvailable: false,
    // An example network (RFC 5737) that nobody has: put the addresses that you come from here.
    allowedCidrs: ["203.0.113.0/24"],
    // Kafka wants a gigabyte; one worker can go while the other two hold the rest.
    nodePools: { workers: { size: "s-2vcpu-4gb", nodes: 3 } },
  },
  kafka: {
    version: "4.3.1",
    // Controller and broker in one: nothing survives the loss of its volume.
    dualRoleNodes: 1,
    storageGb: 10,
    partitions: 3,
    replicationFactor: 1,
    retentionHours: 24,
  },
  registry: digitalOceanRegistry,
  apps: {
    producer: {
      program: "producer",
      transport: "kafka",
      records: ["people", "ratings"],
      replicas: 1,
      image: images.producer,
      resources: { cpuMillis: 100, memoryMiB: 256 },
      exposure: { kind: "internal" },
      // Something to see on the consumer's page from the first minute.
      samplesPerSecond: 20,
    },
    consumer: {
      program: "consumer",
      transport: "kafka",
      records: ["people", "ratings"],
      replicas: 1,
      image: images.consumer,
      resources: { cpuMillis: 100, memoryMiB: 256 },
      exposure: { kind: "internal" },
    },
  },
} as const satisfies Environment;
