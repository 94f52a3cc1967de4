import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { ApiServer } from "./api-server.ts";
import { report } from "./counted.ts";
import { kafkaCluster } from "./kafka-cluster-cases.ts";
import { runProgram } from "./run-program.ts";
import { strimziCrds } from "./strimzi-crds-cases.ts";
import { at, type ChartCases, merge, rendersOf, type Values } from "./values.ts";

const namespace = `millrace-check-${process.pid}`;
const topics = `/apis/kafka.strimzi.io/v1/namespaces/${namespace}/kafkatopics`;
const definitionOfTopics =
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/kafkatopics.kafka.strimzi.io";
const kafka = `/apis/kafka.strimzi.io/v1/namespaces/${namespace}/kafkas/${kafkaCluster.release}`;

/**
 * Installs Strimzi's definitions and then Kafka on a real API server, upgrades and
 * uninstalls both. Strimzi itself does not run: what is seen are Kubernetes and
 * Helm. The definitions stay, as they do wherever they are installed; so take a
 * server on which nobody has Kafka.
 */
export async function installOn(kubeconfig: string, definitions: readonly string[]): Promise<void> {
  const api = new ApiServer(kubeconfig);
  const helm: Helm = async (args, values) => {
    const flags = ["--namespace", namespace, "--kubeconfig", kubeconfig];
    const given = values === undefined ? [] : ["--values", "-"];
    const result = await runProgram("helm", [...args, ...flags, ...given], JSON.stringify(values ?? {}));
    return result?.code === 0 ? [] : [result?.errors ?? "helm must stay on PATH while this runs, got none."];
  };
  try {
    await upgradeDefinitions(api, helm, definitions);
    await installKafka(api, helm);
  } finally {
    for (const { release } of [kafkaCluster, strimziCrds]) {
      await helm(["uninstall", release, "--ignore-not-found"]);
    }
    await api.remove(`/api/v1/namespaces/${namespace}`);
  }
}

/** Runs helm in the namespace. @returns what went wrong */
type Helm = (args: readonly string[], values?: Values) => Promise<readonly string[]>;

function install({ release, chart }: ChartCases): readonly string[] {
  return ["upgrade", "--install", release, chart, "--create-namespace", "--take-ownership", "--wait"];
}

async function upgradeDefinitions(api: ApiServer, helm: Helm, definitions: readonly string[]): Promise<void> {
  const topic = (name: string, spec: Values = {}): Values => ({
    apiVersion: "kafka.strimzi.io/v1",
    kind: "KafkaTopic",
    metadata: { name },
    spec: { partitions: 1, replicas: 1, ...spec },
  });
  const old = topic("old");
  const withNewField = topic("new", { topicName: "new_topic" });
  const uid = async () => at(await api.get(`${topics}/old`), "metadata.uid");
  const on = "on the API server:";

  const older = definitions.map(withoutTopicName);
  report(
    `${on} an older version of the definitions installs`,
    await helm(install(strimziCrds), { crds: older }),
  );
  report(`${on} a field that it has not is refused`, [
    ...list(await eventually(() => api.create(topics, old))),
    ...list(
      await eventually(async () => {
        const problem = await api.tryOut(topics, withNewField);
        const expected = 'unknown field "spec.topicName"';
        return problem?.includes(expected) ? undefined : `expected ${expected}, got ${problem ?? "none"}`;
      }),
    ),
  ]);
  const before = await uid();
  report(`${on} the definitions are upgraded`, await helm(install(strimziCrds), { crds: definitions }));
  report(`${on} the new field is served, and what was there is kept`, [
    ...list(await eventually(() => api.create(topics, withNewField))),
    ...((await uid()) === before ? [] : ["the older topic is another one"]),
  ]);
  const problems = await helm(["uninstall", strimziCrds.release, "--wait"]);
  await sleep(500);
  const stays = (await api.get(definitionOfTopics)) !== undefined && (await uid()) === before;
  report(`${on} the definitions and what was made with them outlive their release`, [
    ...problems,
    ...(stays ? [] : ["they are gone"]),
  ]);
  report(`${on} the next release takes them over`, await helm(install(strimziCrds), { crds: definitions }));
  for (const name of ["old", "new"]) await api.remove(`${topics}/${name}`);
}

async function installKafka(api: ApiServer, helm: Helm): Promise<void> {
  const on = "on the API server: Kafka";
  for (const [name, values] of Object.entries(rendersOf(kafkaCluster))) {
    // With two values the second adds nothing that the API server had not seen; the Prometheus operator is not there.
    if (name.startsWith("all but") || name === "a PodMonitor") continue;
    const here = name === "all on" ? merge(values, { metrics: { podMonitor: false } }) : values;
    report(`${on} with ${name}`, await helm(install(kafkaCluster), merge({ keepOnUninstall: false }, here)));
  }
  const gone = async () => (await api.get(kafka)) === undefined;
  const uninstall = ["uninstall", kafkaCluster.release, "--wait"];
  report(`${on} stays when it is to be kept`, [
    ...(await helm(install(kafkaCluster), merge(kafkaCluster.necessary, { keepOnUninstall: true }))),
    ...(await helm(uninstall)),
    ...((await gone()) ? ["it is gone"] : []),
  ]);
  report(`${on} goes with its release otherwise`, [
    ...(await helm(install(kafkaCluster), kafkaCluster.necessary)),
    ...(await helm(uninstall)),
    ...((await gone()) ? [] : ["it is still there"]),
  ]);
}

/** The definitions as they would be if topics had just been given names of their own. */
function withoutTopicName(text: string): string {
  const definition = parse(text) as {
    spec: { names: Values; versions: { schema: { openAPIV3Schema: object } }[] };
  };
  if (definition.spec.names.kind !== "KafkaTopic") return text;
  for (const { schema } of definition.spec.versions) {
    const properties = at(schema.openAPIV3Schema, "properties.spec.properties") as Record<string, unknown>;
    delete properties.topicName;
  }
  return stringify(definition);
}

/** A definition is served a moment after it is changed. @returns the last problem; undefined when there is none any more */
async function eventually(attempt: () => Promise<string | undefined>): Promise<string | undefined> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const problem = await attempt();
    if (problem === undefined || Date.now() > deadline) return problem;
    await sleep(200);
  }
}

function list(problem: string | undefined): readonly string[] {
  return problem === undefined ? [] : [problem];
}
