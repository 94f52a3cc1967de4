/** Mistakes that people make about Kafka, with the whole of what they are told. */
import { doks, local, prod } from "./examples.ts";
import type { Case } from "./mistakes.ts";

const at = "doks-dev.kafka";
const onOracle = "oke-prod.kafka";
const three = { ...doks.kafka, dualRoleNodes: 3, replicationFactor: 3 };
const apart = { ...doks.kafka, dualRoleNodes: 0, controllers: 3, brokers: 3 };

export const kafkaMistakes: Readonly<Record<string, readonly Case[]>> = {
  "nodes of Kafka": [
    [
      doks,
      "kafka.dualRoleNodes",
      2,
      `${at}.dualRoleNodes: must be an odd number, so that a majority exists, got 2. Use 1 or 3.`,
    ],
    [
      doks,
      "kafka",
      { ...apart, controllers: 2 },
      `${at}.controllers: must be an odd number, so that a majority exists, got 2. Use 3, or dualRoleNodes for the smallest cluster.`,
    ],
    [
      doks,
      "kafka",
      { ...apart, controllers: 0 },
      `${at}.controllers: must be an odd number, so that a majority exists, got 0. Use 3, or dualRoleNodes for the smallest cluster.`,
    ],
    [
      doks,
      "kafka.brokers",
      3,
      `${at}.brokers: must be left out with dualRoleNodes, which are both, got 3. Use either the one or the others.`,
    ],
    [
      doks,
      "kafka.nodes",
      { cpuMillis: 100, memoryMiB: 256 },
      `${at}.nodes.memoryMiB: must be a whole number of at least 512, got 256. Kafka needs that much to start.`,
    ],
    [
      prod,
      "kafka.storageGb",
      20,
      `${onOracle}.storageGb: must be at least 50 on OKE, which makes no smaller volume, got 20. It is paid for in any case.`,
    ],
    [
      prod,
      "kafka.controllerStorageGb",
      10,
      `${onOracle}.controllerStorageGb: must be at least 50 on OKE, which makes no smaller volume, got 10. It is paid for in any case.`,
    ],
    [
      doks,
      "kafka.rack",
      "zone",
      `${at}.rack: must be left out on DOKS, whose workers have no zone, got "zone". Remove it: brokers are kept on different workers.`,
    ],
    [
      local,
      "kafka.rack",
      "fault-domain",
      "local.kafka.rack: must be zone or left out on a cluster that is not Oracle's, got \"fault-domain\". Only Oracle's workers have fault domains.",
    ],
    [
      doks,
      "kafka.cruiseControl",
      true,
      `${at}.cruiseControl: must be false with one broker, whose partitions can go nowhere, got true. Leave it out, or add brokers.`,
    ],
  ],
  "copies in Kafka": [
    [
      doks,
      "kafka",
      { ...three, replicationFactor: 4 },
      `${at}.replicationFactor: must be at most the number of brokers (3), got 4. Add brokers, or keep fewer copies.`,
    ],
    [
      doks,
      "kafka",
      { ...three, minInSyncReplicas: 3 },
      `${at}.minInSyncReplicas: must be at most 2 with 3 copies, so that a node can restart while records come in, got 3. Lower it, or keep more copies.`,
    ],
    [
      doks,
      "kafka.minInSyncReplicas",
      2,
      `${at}.minInSyncReplicas: must be at most 1 with 1 copies, so that a node can restart while records come in, got 2. Lower it, or keep more copies.`,
    ],
    [
      doks,
      "kafka.topics",
      { audit: { partitions: 1, retentionHours: 24, replicationFactor: 3 } },
      `${at}.topics.audit.replicationFactor: must be at most the number of brokers (1), got 3. Add brokers, or keep fewer copies.`,
    ],
    [
      doks,
      "kafka",
      { ...three, topics: { audit: { partitions: 1, retentionHours: 24, minInSyncReplicas: 3 } } },
      `${at}.topics.audit.minInSyncReplicas: must be at most 2 with 3 copies, so that a node can restart while records come in, got 3. Lower it, or keep more copies.`,
    ],
    [
      doks,
      "kafka.topics",
      { records: { partitions: 1, retentionHours: 24 } },
      `${at}.topics.records: must differ from the topic of the programs, which partitions and the rest describe, got "records". Rename it, or remove it.`,
    ],
    [
      doks,
      "kafka.topic",
      "Records",
      `${at}.topic: must be the name of a topic, which is also that of a Kubernetes object, got "Records". Use lower-case letters, digits, hyphens and dots.`,
    ],
    [
      doks,
      "kafka.partitions",
      2,
      "doks-dev.apps.consumer.replicas: must be at most the number of partitions (2), got 3. Run fewer, use another group, or make a stream with more partitions.",
    ],
  ],
  "users of Kafka": [
    [
      doks,
      "kafka.users",
      { audit: {} },
      `${at}.users.audit: must produce or consume something, got {}. Give it a right, or remove it.`,
    ],
    [
      doks,
      "kafka.users",
      { audit: { consume: ["records"] } },
      `${at}.users.audit.groups: must be given together with consume, and only then, got nothing. Whoever reads a topic does so in a group.`,
    ],
    [
      doks,
      "kafka.users",
      { audit: { produce: ["record"] } },
      `${at}.users.audit.produce: must name topics of the environment (records), got "record". Add it to kafka.topics, or correct it.`,
    ],
    [
      doks,
      "kafka.users",
      { producer: { produce: ["records"] } },
      `${at}.users.producer: must differ from the apps on Kafka, which have users of their names, got "producer". Rename it, or remove it.`,
    ],
    [
      doks,
      "kafka.quotas",
      {},
      `${at}.quotas: must limit something, got {}. Give one of its figures, or leave it out.`,
    ],
    [
      doks,
      "kafka.quotas",
      { produceBytesPerSecond: 0 },
      `${at}.quotas.produceBytesPerSecond: must be a whole number of at least 1, got 0. Leave it out for no limit.`,
    ],
  ],
  "ways to Kafka from outside": [
    [
      prod,
      "kafka.external",
      { kind: "load-balancer", allowedCidrs: ["203.0.113.0/24"] },
      `${onOracle}.external: must be left out on OKE, whose network lets clients in on ports 80 and 443 only, got {"kind":"load-balancer","allowedCidrs":["203.0.113.0/24"]}. Connect from inside, or use another kind of cluster.`,
    ],
    [
      doks,
      "kafka.external",
      { kind: "load-balancer", allowedCidrs: ["0.0.0.0/0"] },
      `${at}.external.allowedCidrs[0]: must be a network of your own, from /8 to /32, and never the whole internet, got "0.0.0.0/0". List the addresses that operators and pipelines come from.`,
    ],
    [
      doks,
      "kafka.external",
      { kind: "load-balancer", allowedCidrs: [] },
      `${at}.external.allowedCidrs: must be a list with at least one item, got []. Write it as ["…"].`,
    ],
    [
      doks,
      "kafka.external",
      {
        kind: "gateway",
        host: "kafka.example.com",
        hostTemplate: "kafka.example.com",
        gateway: { name: "kafka", namespace: "gateways" },
      },
      `${at}.external.hostTemplate: must be a host name with {nodeId} in it, got "kafka.example.com". Use one such as kafka-{nodeId}.example.com: each broker has a name of its own.`,
    ],
    [
      doks,
      "kafka.external",
      { kind: "route" },
      `${at}.external.kind: must be one of load-balancer, node-port, gateway, got "route". Choose one of them.`,
    ],
  ],
  "programs on Kafka": [
    [
      doks,
      "kafka.programsIn",
      "default",
      `${at}.programsIn: must be one of kafka-namespace, environment-namespace, got "default". Choose one of them.`,
    ],
    [
      doks,
      "kafka.programsIn",
      "environment-namespace",
      `${at}.apiServerCidrs: must be given with programsIn environment-namespace, whose pods read from the API server, got nothing. \`kubectl get endpointslices -l kubernetes.io/service-name=kubernetes\` shows where it is.`,
    ],
    [
      doks,
      "kafka.apiServerCidrs",
      ["10.10.0.5/32"],
      `${at}.apiServerCidrs: must be left out without programsIn environment-namespace, got ["10.10.0.5/32"]. Remove it: nobody asks the API server.`,
    ],
    [
      prod,
      "kafka",
      { ...prod.kafka, programsIn: "environment-namespace", apiServerCidrs: ["10.0.0.0/29"] },
      `${onOracle}.apiServerCidrs: must be left out on OKE, where it is the endpoint's subnet, got ["10.0.0.0/29"]. Remove it.`,
    ],
    [
      doks,
      "kafka",
      { ...doks.kafka, programsIn: "environment-namespace", apiServerCidrs: ["0.0.0.0/0"] },
      `${at}.apiServerCidrs[0]: must have a prefix from /8 to /32, got "0.0.0.0/0". Name the API server, not everything.`,
    ],
  ],
  "upkeep of Kafka": [
    [
      doks,
      "kafka",
      { ...doks.kafka, version: "4.2.1", metadataVersion: "4.3-IV0" },
      `${at}.metadataVersion: must be at most that of Kafka 4.2.1 (4.2-IV1), got "4.3-IV0". Upgrade Kafka first.`,
    ],
    [
      doks,
      "kafka.metadataVersion",
      "4.1-IV1",
      `${at}.metadataVersion: must be one of 4.2-IV1, 4.3-IV0, got "4.1-IV1". Use 4.2-IV1, the nearest that Strimzi 1.2.0 knows (environments/versions.ts).`,
    ],
    [
      doks,
      "kafka.certificates",
      { validityDays: 30, renewalDays: 30 },
      `${at}.certificates.renewalDays: must be less than validityDays (30), got 30. Renew later, or let them live longer.`,
    ],
    [
      doks,
      "kafka.maintenanceWindows",
      ["0 2 * * 0"],
      `${at}.maintenanceWindows[0]: must be a cron expression of Quartz: seconds, minutes, hours, day of month, month and day of week, got "0 2 * * 0". Use one such as * * 2-4 ? * SUN, in UTC.`,
    ],
  ],
};
