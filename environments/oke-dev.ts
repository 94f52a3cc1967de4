import { imagesOf } from "./images.ts";
import { oracleRegistry } from "./registry.ts";
import type { Environment } from "./schema.ts";

const images = imagesOf("oke-dev");

/** The smallest real deployment on Oracle Cloud. */
export const okeDev = {
  name: "oke-dev",
  backend: { kind: "local" },
  cluster: {
    kind: "oke",
    region: "eu-frankfurt-1",
    kubernetesVersion: "1.36.1",
    network: {
      vcn: "10.0.0.0/16",
      endpoint: "10.0.0.0/28",
      workers: "10.0.1.0/24",
      pods: "10.0.32.0/19",
      loadBalancers: "10.0.2.0/24",
      services: "10.96.0.0/16",
    },
    endpoint: {
      visibility: "public",
      // An example network (RFC 5737) that nobody has: put the addresses that you come from here.
      allowedCidrs: ["203.0.113.0/24"],
    },
    nodePools: {
      workers: {
        shape: "VM.Standard.E5.Flex",
        ocpus: 1,
        memoryGb: 8,
        // The least that keeps a program running while a worker is replaced.
        nodes: 2,
        bootVolumeGb: 50,
        image: "Oracle-Linux-9.7-2026.06.15-0-OKE-1.36.1-1505",
      },
    },
  },
  streaming: { streams: { records: { partitions: 1, retentionHours: 24 } } },
  registry: oracleRegistry,
  apps: {
    producer: {
      program: "producer",
      transport: "oci-streaming",
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
      transport: "oci-streaming",
      records: ["people", "ratings"],
      replicas: 1,
      image: images.consumer,
      resources: { cpuMillis: 100, memoryMiB: 256 },
      exposure: { kind: "internal" },
    },
  },
} as const satisfies Environment;
