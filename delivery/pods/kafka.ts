import { local } from "../../environments/local.ts";
import { kafkaFiles } from "../../stacks/kafka-files.ts";
import { consumerGroup, programVariables } from "../../stacks/program-variables.ts";
import { releaseValues } from "../../stacks/release-values.ts";
import type { Cluster } from "./cluster.ts";

export type ProgramName = "producer" | "consumer";

const topic = "records";
const authoritySecret = "main-cluster-ca-cert";
const host = (namespace: string) => `main-kafka-bootstrap.${namespace}.svc`;

/** Runs the embedded broker where the environment's Kafka would be, with the Secrets that Strimzi would make. */
export async function startKafka(cluster: Cluster, folder: string, image: string): Promise<void> {
  const labels = { "strimzi.io/cluster": "main", "strimzi.io/kind": "Kafka" };
  await cluster.apply({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "main-kafka-bootstrap" },
    spec: { selector: labels, ports: [{ name: "kafka", port: 9093 }] },
  });
  const variables = {
    HOST: host(cluster.namespace),
    TOPIC: topic,
    PRODUCER: "producer",
    CONSUMER: "consumer",
    GROUP: consumerGroup(local, local.apps.consumer),
  };
  await cluster.runScript(folder, { name: "pods-broker", image, labels, variables });
  const { authority, passwords } = JSON.parse(await cluster.kubectl(["logs", "pods-broker"]));
  const secret = (name: string, stringData: object) => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name },
    stringData,
  });
  await cluster.apply(
    secret(authoritySecret, { "ca.crt": authority }),
    secret("producer", { password: passwords[0] }),
    secret("consumer", { password: passwords[1] }),
  );
}

/** What the apps stack of `local` gives to the chart, but for samples that nobody has sent. */
export function valuesOf(name: ProgramName, image: string, namespace: string) {
  const app = local.apps[name];
  const files = kafkaFiles({
    namespace,
    caSecretName: authoritySecret,
    username: name,
    isBesideKafka: true,
  });
  const variables = programVariables(local, app, {
    messaging: "kafka",
    bootstrapServers: `${host(namespace)}:9093`,
    topic,
    username: name,
    ...files,
  });
  return releaseValues({
    app,
    image,
    imagePullSecrets: [],
    serviceAccount: name,
    variables: name === "producer" ? { ...variables, SAMPLES_PER_SECOND: "0" } : variables,
    secretFiles: files.secretFiles ?? [],
    kafkaNamespace: namespace,
  });
}
