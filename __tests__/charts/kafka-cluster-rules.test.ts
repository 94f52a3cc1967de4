import { describe, expect, it } from "@jest/globals";
import { brokenRules } from "../../delivery/chart/kafka-cluster-rules.ts";

/** What a careless chart would make: every rule has something to find. */
const careless = `
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: main, namespace: default, annotations: { helm.sh/resource-policy: keep } }
spec:
  kafka:
    listeners: [{ name: plain, tls: false }]
    authorization: { superUsers: [CN=admin] }
    config: { default.replication.factor: 3, offsets.topic.replication.factor: 1 }
  entityOperator: { topicOperator: {}, userOperator: {} }
  cruiseControl: {}
  kafkaExporter: {}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: brokers
  namespace: millrace
  labels: { strimzi.io/cluster: other }
spec: { storage: { volumes: [{ type: ephemeral }] }, resources: { requests: { cpu: 1, memory: 1Gi } } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: producer, namespace: millrace, labels: { strimzi.io/cluster: main } }
spec:
  authorization:
    acls:
      - { resource: { type: topic, name: "*", patternType: literal }, operations: [All] }
`;

describe("the rules for a rendered Kafka cluster", () => {
  it("find everything that a careless chart does wrong", () => {
    const broken = brokenRules(careless, {
      nodePools: [{}, {}],
      topics: { records: {} },
      users: { producer: { produce: ["records"] } },
      metrics: { podMonitor: true },
    });

    expect(broken.filter((rule) => !rule.includes("has the label"))).toEqual([
      "2 KafkaNodePool",
      "1 KafkaTopic",
      "1 PodMonitor",
      "1 PrometheusRule",
      "Kafka main is in the release's namespace",
      "Kafka main is of v1",
      "Kafka main stays where it should, and only there",
      "KafkaNodePool brokers belongs to the cluster",
      "pool brokers: on volumes that stay",
      "pool brokers: resources",
      "pool brokers: a heap",
      "Kafka: every listener has TLS",
      "Kafka: every listener asks for a password",
      "Kafka: the listener inside is for named peers",
      "Kafka: rights are checked",
      "Kafka: nobody has all rights",
      "Kafka: no topic makes itself",
      "Kafka: no copy that lags leads",
      "Kafka: the topics of Kafka itself have as many copies as others",
      "Kafka: one node goes at a time",
      "Kafka: no topic waits for a finalizer",
      "Kafka: entityOperator.topicOperator: resources",
      "Kafka: entityOperator.userOperator: resources",
      "Kafka: cruiseControl: resources",
      "Kafka: kafkaExporter: resources",
      "user producer: has the rights that it needs, got topic * literal All",
    ]);
    expect(broken.filter((rule) => rule.includes("has the label"))).toHaveLength(15);
  });
});
