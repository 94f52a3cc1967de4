import { imagesOf } from "./images.ts";
import { oracleRegistry } from "./registry.ts";
import type { Environment } from "./schema.ts";

const images = imagesOf("oke-prod");

const worker = {
  shape: "VM.Standard.E5.Flex",
  image: "Oracle-Linux-9.7-2026.06.15-0-OKE-1.36.1-1505",
  bootVolumeGb: 100,
  // A new worker is ready before an old one goes.
  cycling: { maximumSurge: 1, maximumUnavailable: 0 },
} as const;

/** Everything on: private, spread over three availability domains, autoscaled, with keys of one's own. */
export const okeProd = {
  name: "oke-prod",
  backend: {
    kind: "s3",
    // Replace the bucket, and in the endpoint the namespace, by yours: docs/deploy.md.
    bucket: "millrace-state",
    region: "eu-frankfurt-1",
    endpoint: "https://namespace.compat.objectstorage.eu-frankfurt-1.oraclecloud.com",
  },
  protectData: true,
  keys: {},
  cluster: {
    kind: "oke",
    region: "eu-frankfurt-1",
    kubernetesVersion: "1.36.1",
    // Apart from oke-dev's, so that the two networks could be joined.
    network: {
      vcn: "10.8.0.0/16",
      endpoint: "10.8.0.0/28",
      workers: "10.8.4.0/22",
      pods: "10.8.64.0/18",
      loadBalancers: "10.8.2.0/24",
      services: "10.97.0.0/16",
    },
    endpoint: {
      visibility: "private",
      // Networks joined to the VCN, such as a company's over FastConnect. None here: the bastion is the way in.
      allowedCidrs: [],
      bastion: {
        cidr: "10.8.0.16/29",
        // An example network (RFC 5737) that nobody has: put the addresses that you come from here.
        allowedCidrs: ["203.0.113.0/24"],
      },
    },
    nodePools: {
      // One worker in each availability domain for what the cluster itself runs; the autoscaler does not touch them.
      system: { ...worker, ocpus: 1, memoryGb: 16, nodes: 3 },
      apps: {
        ...worker,
        ocpus: 2,
        memoryGb: 32,
        nodes: { minimum: 3, maximum: 9 },
        labels: { "millrace.dev/pool": "apps" },
      },
      // Empty until a pod that tolerates it asks for it.
      interruptible: {
        ...worker,
        ocpus: 2,
        memoryGb: 32,
        nodes: { minimum: 0, maximum: 6 },
        capacity: "preemptible",
        labels: { "millrace.dev/pool": "interruptible" },
        taints: [{ key: "millrace.dev/pool", value: "interruptible", effect: "NoSchedule" }],
      },
    },
    addOns: {
      metricsServer: true,
      coreDns: { minimumReplicas: 3, workersPerReplica: 4 },
    },
    flowLogs: { retentionDays: 90 },
  },
  streaming: {
    // 6 MB/s of writes, and as many consumers.
    streams: { records: { partitions: 6, retentionHours: 168 } },
    endpoint: "private",
  },
  // Addresses that nobody has (RFC 2606): put those of whoever is on call here.
  alarms: { emails: ["on-call@example.com"] },
  governance: {
    // Of a month with all pools at their maximum; a mail goes out well before.
    budget: { monthlyAmount: 2500, emails: ["on-call@example.com"] },
    auditRetentionDays: 365,
  },
  // Beside it, for programs that want Kafka's protocol: a broker and a controller in each availability domain.
  kafka: {
    version: "4.3.1",
    controllers: 3,
    brokers: 3,
    storageGb: 200,
    storageClass: "oci-bv",
    nodes: { cpuMillis: 1000, memoryMiB: 4096 },
    controllerNodes: { cpuMillis: 250, memoryMiB: 1536 },
    workers: { "millrace.dev/pool": "apps" },
    partitions: 6,
    replicationFactor: 3,
    retentionHours: 168,
    // Sundays between 2 and 5, UTC.
    maintenanceWindows: ["* * 2-4 ? * SUN"],
  },
  registry: oracleRegistry,
  apps: {
    producer: {
      program: "producer",
      transport: "oci-streaming",
      records: ["people", "ratings"],
      replicas: 2,
      image: images.producer,
      resources: { cpuMillis: 500, memoryMiB: 512 },
      exposure: { kind: "internal" },
      samplesPerSecond: 0,
    },
    consumer: {
      program: "consumer",
      transport: "oci-streaming",
      records: ["people", "ratings"],
      replicas: 3,
      image: images.consumer,
      resources: { cpuMillis: 500, memoryMiB: 512 },
      exposure: { kind: "internal" },
    },
    "kafka-producer": {
      program: "producer",
      transport: "kafka",
      records: ["people", "ratings"],
      replicas: 2,
      image: images.producer,
      resources: { cpuMillis: 500, memoryMiB: 512 },
      exposure: { kind: "internal" },
      samplesPerSecond: 0,
    },
    "kafka-consumer": {
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
