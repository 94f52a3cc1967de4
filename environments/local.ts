import { imagesOf } from "./images.ts";
import type { Environment } from "./schema.ts";

const images = imagesOf("local");

/** A real deployment without a cloud account, on a cluster of kind with a registry beside it: docs/local.md. */
export const local = {
  name: "local",
  backend: { kind: "local" },
  cluster: {
    kind: "existing",
    // As `kind create cluster --name millrace` calls it. Any other context does as well.
    context: "kind-millrace",
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
  registry: { kind: "existing", address: "localhost:5001/millrace" },
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
