import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { kafkaCluster } from "../../delivery/chart/kafka-cluster-cases.ts";
import { merge, type Values } from "../../delivery/chart/values.ts";
import type { Kafka } from "../../environments/kafka-schema.ts";
import type { Environment } from "../../environments/schema.ts";
import { validateEnvironments } from "../../environments/validate.ts";
import { kafkaValues } from "../../stacks/kafka-values.ts";
import { workloadsOf } from "../../stacks/naming.ts";
import { doks, local, prod } from "../environments/examples.ts";

const schema: Values = JSON.parse(readFileSync(join(kafkaCluster.chart, "values.schema.json"), "utf8"));
const defaults: Values = parse(readFileSync(join(kafkaCluster.chart, "values.yaml"), "utf8"));
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

/** The values of an environment whose Kafka also says this; the environment and the values are sound. */
function valuesOf(base: Environment, more: Partial<Kafka> = {}) {
  const kafka = { ...(base.kafka as Kafka), ...more };
  const environment = { ...base, kafka };
  validateEnvironments([environment]);
  const values = kafkaValues(environment, kafka, workloadsOf(environment));
  validate(merge(defaults, { ...values }));
  expect(validate.errors ?? []).toEqual([]);
  return values;
}

const elsewhere: Partial<Kafka> = {
  programsIn: "environment-namespace",
  apiServerCidrs: ["172.18.0.0/16"],
};

const three: Partial<Kafka> = { dualRoleNodes: 3, replicationFactor: 3 };

describe("the values that the Kafka stack gives to charts/kafka-cluster", () => {
  it("make the smallest cluster of the smallest environment", () => {
    const { nodePools, rack, topology, cruiseControl, exporter, topics, ...rest } = valuesOf(doks);

    expect(nodePools).toEqual([
      {
        name: "dual-role",
        roles: ["controller", "broker"],
        replicas: 1,
        storage: { size: "10Gi", class: "", deleteClaim: true },
        resources: { requests: { cpu: "250m", memory: "1024Mi" }, limits: { memory: "1024Mi" } },
        heap: "512m",
      },
    ]);
    expect(topics).toEqual({
      records: { partitions: 3, replicas: 1, minInSyncReplicas: 1, retentionHours: 24 },
    });
    expect({ rack, topology }).toEqual({
      rack: "",
      topology: [{ key: "kubernetes.io/hostname", required: true }],
    });
    expect([cruiseControl, exporter]).toEqual([{ enabled: false }, { enabled: false }]);
    expect(rest).toMatchObject({ version: "4.3.1", metadataVersion: "4.3-IV0", keepOnUninstall: false });
  });

  it("keep controllers, brokers and their volumes apart from others, in each availability domain", () => {
    const { nodePools, rack, topology, keepOnUninstall, cruiseControl, minInSyncReplicas } = valuesOf(prod);

    expect(nodePools.map(({ name, roles, replicas, storage }) => [name, roles, replicas, storage])).toEqual([
      ["controllers", ["controller"], 3, { size: "50Gi", class: "oci-bv", deleteClaim: false }],
      ["brokers", ["broker"], 3, { size: "200Gi", class: "oci-bv", deleteClaim: false }],
    ]);
    expect(nodePools.every(({ nodeSelector }) => nodeSelector?.["millrace.dev/pool"] === "apps")).toBe(true);
    expect(rack).toBe("topology.kubernetes.io/zone");
    expect(topology).toEqual([
      { key: "topology.kubernetes.io/zone", required: true },
      { key: "oci.oraclecloud.com/fault-domain", required: false },
      { key: "kubernetes.io/hostname", required: true },
    ]);
    expect({ keepOnUninstall, cruiseControl, minInSyncReplicas }).toEqual({
      keepOnUninstall: true,
      cruiseControl: { enabled: true },
      minInSyncReplicas: 2,
    });
  });

  it("insist on fault domains where a region has one availability domain", () => {
    expect(valuesOf(prod, { rack: "fault-domain" })).toMatchObject({
      rack: "oci.oraclecloud.com/fault-domain",
      topology: [
        { key: "oci.oraclecloud.com/fault-domain", required: true },
        { key: "topology.kubernetes.io/zone", required: false },
        { key: "kubernetes.io/hostname", required: true },
      ],
    });
  });

  it("give each program on Kafka a user that can do its work and nothing else", () => {
    expect(valuesOf(prod).users).toEqual({
      "kafka-producer": { produce: ["records"] },
      "kafka-consumer": { consume: ["records"], groups: ["oke-prod"] },
    });
    expect(valuesOf(doks).users.consumer).toEqual({ consume: ["records"], groups: ["ratings"] });
  });

  it("limit every user that has no limits of its own", () => {
    const { users } = valuesOf(doks, {
      quotas: { produceBytesPerSecond: 1_000_000, requestPercent: 50 },
      users: {
        audit: { consume: ["records"], groups: ["audit"] },
        backup: { consume: ["records"], groups: ["backup"], quotas: { consumeBytesPerSecond: 5_000_000 } },
      },
    });

    const common = { producerByteRate: 1_000_000, requestPercentage: 50 };
    expect(Object.entries(users).map(([name, { quotas }]) => [name, quotas])).toEqual([
      ["producer", common],
      ["consumer", common],
      ["audit", common],
      ["backup", { consumerByteRate: 5_000_000 }],
    ]);
  });

  it("have every topic with its own settings, and the environment's where it has none", () => {
    const topics = {
      audit: { partitions: 1, retentionHours: 8760 },
      scratch: { partitions: 2, retentionHours: 1, replicationFactor: 1 },
    };
    expect(valuesOf(doks, { ...three, topic: "ratings", topics }).topics).toEqual({
      ratings: { partitions: 3, replicas: 3, minInSyncReplicas: 2, retentionHours: 24 },
      audit: { partitions: 1, replicas: 3, minInSyncReplicas: 2, retentionHours: 8760 },
      scratch: { partitions: 2, replicas: 1, minInSyncReplicas: 1, retentionHours: 1 },
    });
  });

  it("let in the programs, and pods that are labelled as clients, and nobody else", () => {
    expect(valuesOf(local).listener.peers).toEqual([
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "local-kafka" } },
        podSelector: { matchLabels: { "app.kubernetes.io/name": "stream-app" } },
      },
      { podSelector: { matchLabels: { "millrace.dev/kafka-client": "true" } } },
    ]);
  });

  it("let in the namespace that the programs run in", () => {
    const { listener } = valuesOf(local, elsewhere);

    expect(listener.peers[0]?.namespaceSelector).toEqual({
      matchLabels: { "kubernetes.io/metadata.name": "local" },
    });
  });

  it.each<[string, NonNullable<Kafka["external"]>, object]>([
    [
      "load balancers",
      { kind: "load-balancer", allowedCidrs: ["203.0.113.0/24"] },
      { type: "loadbalancer", sourceRanges: ["203.0.113.0/24"], annotations: {} },
    ],
    [
      "ports of the workers",
      { kind: "node-port", address: "InternalIP" },
      { type: "nodeport", addressType: "InternalIP" },
    ],
    [
      "a gateway",
      {
        kind: "gateway",
        host: "kafka.example.com",
        hostTemplate: "kafka-{nodeId}.example.com",
        gateway: { name: "kafka", namespace: "gateways" },
      },
      {
        type: "tlsroute",
        host: "kafka.example.com",
        hostTemplate: "kafka-{nodeId}.example.com",
        gateway: { name: "kafka", namespace: "gateways" },
      },
    ],
  ])("open a way in from outside by %s", (_kind, external, expected) => {
    expect(valuesOf(local, { external }).external).toEqual(expected);
  });

  it("hold the older metadata version while Kafka is upgraded", () => {
    expect(valuesOf(doks, { version: "4.2.1" }).metadataVersion).toBe("4.2-IV1");
    expect(valuesOf(doks, { metadataVersion: "4.2-IV1" }).metadataVersion).toBe("4.2-IV1");
  });
});
