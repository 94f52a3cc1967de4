import { AssetType, TerraformAsset, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { KafkaCluster } from "../constructs/kafka/kafka-cluster.ts";
import { SecretWatcher } from "../constructs/kafka/secret-watcher.ts";
import { StrimziDefinitions } from "../constructs/kafka/strimzi-definitions.ts";
import { StrimziOperator } from "../constructs/kafka/strimzi-operator.ts";
import { AppNamespace } from "../constructs/kubernetes/app-namespace.ts";
import { ClusterProviders } from "../constructs/kubernetes/cluster-providers.ts";
import type { KubernetesCluster } from "../constructs/kubernetes/kubernetes-cluster.ts";
import type { Kafka } from "../environments/kafka-schema.ts";
import type { Environment } from "../environments/schema.ts";
import type { strimzi } from "../environments/versions.ts";
import { keepState } from "./backend.ts";
import type { StackFiles } from "./files.ts";
import { kafkaFiles } from "./kafka-files.ts";
import { kafkaValues, topicOf } from "./kafka-values.ts";
import { kafkaNamespace, stackName, type Workload } from "./naming.ts";
import { show } from "./outputs.ts";
import type { KafkaConnection } from "./program-variables.ts";
import { strimziChart } from "./variables.ts";

/** Of versions.ts, which takes types only from here: nothing else compiles. */
const strimziVersion: (typeof strimzi)["version"] = "1.2.0";

export interface KafkaStackProps {
  readonly environment: Environment;
  readonly kafka: Kafka;
  readonly cluster: KubernetesCluster;
  /** Those on Kafka get a user each. */
  readonly workloads: readonly Workload[];
  readonly files: StackFiles;
}

/**
 * The namespace, Strimzi's definitions and operator, and a Kafka cluster with its
 * topics and users. Terraform makes them in this order and destroys them in the
 * other: topics and users go while the operator is there.
 */
export class KafkaStack extends TerraformStack {
  /** By the app: each has a user of its own. */
  public readonly connections: Readonly<Record<string, KafkaConnection>>;
  /** Known when applying. */
  public readonly namespaceName: string;

  constructor(scope: Construct, props: KafkaStackProps) {
    const { environment, kafka, cluster, workloads, files } = props;
    super(scope, stackName(environment, "kafka"));
    keepState(this, environment.backend);
    const credential = new TerraformAsset(this, "kube-credential", {
      path: files.credentialScript,
      type: AssetType.FILE,
    });
    new ClusterProviders(this, "providers", { cluster, credentialScript: credential.path });

    const name = kafkaNamespace(environment);
    this.namespaceName = new AppNamespace(this, "namespace", { name }).namespaceName;
    const namespace = this.namespaceName;
    const strimziSource = { chart: strimziChart(this), version: strimziVersion };
    const definitions = new StrimziDefinitions(this, "definitions", {
      namespace,
      strimzi: strimziSource,
      chart: this.carry("definitions-chart", files.strimziCrdsChart),
    });
    const operator = new StrimziOperator(this, "operator", {
      namespace,
      strimzi: strimziSource,
      definitions,
    });
    const { bootstrapServers, caSecretName } = new KafkaCluster(this, "kafka", {
      name: "main",
      namespace,
      chart: this.carry("kafka-chart", files.kafkaChart),
      values: kafkaValues(environment, kafka, workloads),
      operator,
    });

    const onKafka = workloads.filter(({ app }) => app.transport === "kafka");
    this.connections = Object.fromEntries(
      onKafka.map((workload) => {
        const { name: username } = workload;
        const isBesideKafka = workload.namespace === name;
        if (!isBesideKafka) this.letWatch(workload, [caSecretName, username]);
        const files = kafkaFiles({ namespace, caSecretName, username, isBesideKafka });
        return [
          username,
          { messaging: "kafka", bootstrapServers, topic: topicOf(kafka), username, ...files },
        ];
      }),
    );
    show(this, {
      kafka_bootstrap_servers: { value: bootstrapServers, description: "Where Kafka is in the cluster." },
      kafka_state: {
        value: `kubectl -n ${name} get kafka,kafkanodepool,kafkatopic,kafkauser`,
        description: "Shows whether Kafka is ready, which takes some minutes at first.",
      },
    });
  }

  private letWatch(workload: Workload, secretNames: readonly string[]): void {
    new SecretWatcher(this, `${workload.name}-secrets`, {
      name: `${workload.name}-secrets`,
      namespace: this.namespaceName,
      secretNames,
      serviceAccount: { namespace: workload.namespace, name: workload.serviceAccount },
    });
  }

  /** @returns the chart's folder, relative to the stack's own */
  private carry(id: string, path: string): string {
    return new TerraformAsset(this, id, { path, type: AssetType.DIRECTORY }).path.replace(/\/$/, "");
  }
}
