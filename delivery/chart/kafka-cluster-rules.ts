import { parseAllDocuments } from "yaml";
import { asArray, asObject, at, type Values } from "./values.ts";

/** What holds for every release of charts/kafka-cluster, whatever its values; a schema cannot say it. */
export function brokenRules(manifest: string, values: Values): readonly string[] {
  const objects = parseAllDocuments(manifest)
    .map((document) => document.toJS() as unknown)
    .filter((object) => object !== null);
  const ofKind = (kind: string) => objects.filter((object) => at(object, "kind") === kind);
  const kafka = ofKind("Kafka")[0];
  const broken: string[] = [];
  const must = (rule: string, holds: boolean) => holds || broken.push(rule);

  for (const [kind, expected] of Object.entries(expectedObjects(values))) {
    must(`${expected} ${kind}`, ofKind(kind).length === expected);
  }
  for (const object of objects) {
    const kind = String(at(object, "kind"));
    const name = `${kind} ${at(object, "metadata.name")}`;
    const labels = asObject(at(object, "metadata.labels"));
    const policy = asObject(at(object, "metadata.annotations"))["helm.sh/resource-policy"];
    must(`${name} is in the release's namespace`, at(object, "metadata.namespace") === "millrace");
    for (const label of ["name", "instance", "version", "part-of", "managed-by"]) {
      must(`${name} has the label ${label}`, typeof labels[`app.kubernetes.io/${label}`] === "string");
    }
    if (kind.startsWith("Kafka")) {
      must(`${name} is of v1`, at(object, "apiVersion") === "kafka.strimzi.io/v1");
      must(`${name} belongs to the cluster`, kind === "Kafka" || labels["strimzi.io/cluster"] === "main");
      const expected = values.keepOnUninstall === true ? "keep" : undefined;
      must(`${name} stays where it should, and only there`, policy === expected);
    }
  }
  for (const pool of ofKind("KafkaNodePool")) {
    const name = `pool ${at(pool, "metadata.name")}`;
    const volumes = asArray(at(pool, "spec.storage.volumes"));
    must(
      `${name}: on volumes that stay`,
      volumes.every((one) => at(one, "type") === "persistent-claim"),
    );
    must(`${name}: resources`, hasResources(at(pool, "spec.resources")));
    must(`${name}: a heap`, at(pool, "spec.jvmOptions.-Xmx") !== undefined);
  }
  broken.push(...brokenClusterRules(at(kafka, "spec")));
  for (const user of ofKind("KafkaUser")) broken.push(...brokenUserRules(user, values));
  return broken;
}

function expectedObjects(values: Values): Record<string, number> {
  const monitors = at(values, "metrics.podMonitor") === true ? 1 : 0;
  return {
    Kafka: 1,
    KafkaNodePool: asArray(values.nodePools).length,
    KafkaTopic: Object.keys(asObject(values.topics)).length,
    KafkaUser: Object.keys(asObject(values.users)).length,
    PodMonitor: monitors,
    PrometheusRule: monitors,
    Secret: 0,
  };
}

function brokenClusterRules(spec: unknown): string[] {
  const listeners = asArray(at(spec, "kafka.listeners"));
  const peers = asArray(at(listeners[0], "networkPolicyPeers"));
  const environment = asArray(at(spec, "entityOperator.template.topicOperatorContainer.env"));
  const config = asObject(at(spec, "kafka.config"));
  const rules: [string, boolean][] = [
    ["every listener has TLS", listeners.every((one) => at(one, "tls") === true)],
    [
      "every listener asks for a password",
      listeners.every((one) => at(one, "authentication.type") === "scram-sha-512"),
    ],
    ["the listener inside is for named peers", peers.length > 0],
    ["rights are checked", at(spec, "kafka.authorization.type") === "simple"],
    ["nobody has all rights", at(spec, "kafka.authorization.superUsers") === undefined],
    ["no topic makes itself", config["auto.create.topics.enable"] === false],
    ["no copy that lags leads", config["unclean.leader.election.enable"] === false],
    [
      "the topics of Kafka itself have as many copies as others",
      ["offsets.topic", "transaction.state.log", "share.coordinator.state.topic"].every(
        (topic) => config[`${topic}.replication.factor`] === config["default.replication.factor"],
      ),
    ],
    ["one node goes at a time", at(spec, "kafka.template.podDisruptionBudget.maxUnavailable") === 1],
    [
      "no topic waits for a finalizer",
      environment.some((one) => at(one, "name") === "STRIMZI_USE_FINALIZERS" && at(one, "value") === "false"),
    ],
    ...["entityOperator.topicOperator", "entityOperator.userOperator", "cruiseControl", "kafkaExporter"].map(
      (part): [string, boolean] => {
        const given = at(spec, part);
        return [`${part}: resources`, given === undefined || hasResources(at(given, "resources"))];
      },
    ),
  ];
  return rules.filter(([, holds]) => !holds).map(([rule]) => `Kafka: ${rule}`);
}

/** Memory with a limit, and a share of the processor. */
function hasResources(resources: unknown): boolean {
  const figures = ["requests.cpu", "requests.memory", "limits.memory"];
  return figures.every((figure) => typeof at(resources, figure) === "string");
}

/** What somebody who only writes or only reads needs. */
const operationsOf: Readonly<Record<string, readonly string[]>> = {
  "topic produce": ["Write", "Describe"],
  "topic consume": ["Read", "Describe"],
  "group groups": ["Read"],
};

/** A user has the rights that its values give, and no others. */
function brokenUserRules(user: unknown, values: Values): string[] {
  const name = String(at(user, "metadata.name"));
  const rights = asObject(asObject(values.users)[name]);
  const expected = Object.entries(operationsOf).flatMap(([kinds, operations]) => {
    const [type = "", right = ""] = kinds.split(" ");
    return asArray(rights[right]).map((resource) => `${type} ${resource} literal ${operations}`);
  });
  const given = asArray(at(user, "spec.authorization.acls")).map((acl) => {
    const resource = asObject(at(acl, "resource"));
    return `${resource.type} ${resource.name} ${resource.patternType} ${at(acl, "operations")}`;
  });
  const same = JSON.stringify([...given].sort()) === JSON.stringify([...expected].sort());
  return same ? [] : [`user ${name}: has the rights that it needs, got ${given.join("; ")}`];
}
