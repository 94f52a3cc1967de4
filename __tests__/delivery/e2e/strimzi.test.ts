import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { Kubernetes } from "../../../delivery/e2e/kubernetes.ts";
import { mergePatch } from "../../../delivery/e2e/merge-patch.ts";
import { Strimzi } from "../../../delivery/e2e/strimzi.ts";

const topics = "/apis/kafka.strimzi.io/v1/namespaces/kafka/kafkatopics";

/** As much of an API server as the operator looks at: objects by their path. */
const objects = new Map<string, object>();
const below = (path: string) =>
  [...objects].filter(([key]) => key.startsWith(`${path}/`)).map(([, object]) => object);
const kubernetes = {
  list: async (path: string) => below(path),
  deployments: async () => below("deployments"),
  secret: async (_: string, name: string) => {
    const { data } = (objects.get(`/api/v1/namespaces/kafka/secrets/${name}`) ?? {}) as { data?: object };
    const decode = ([key, text]: [string, string]) => [key, Buffer.from(text, "base64").toString()];
    return data && Object.fromEntries(Object.entries(data).map(decode));
  },
  patch: async (path: string, patch: object) => {
    objects.set(path, mergePatch(objects.get(path), patch) as object);
  },
  apply: async (path: string, object: object) => {
    objects.set(path, object);
  },
} as unknown as Kubernetes;

const operator = "deployments/strimzi-cluster-operator";
const kafka = "/apis/kafka.strimzi.io/v1/namespaces/kafka/kafkas/main";
const user = "/apis/kafka.strimzi.io/v1/namespaces/kafka/kafkausers/producer";
const metadata = (name: string) => ({ name, uid: `${name}-uid` });
const finalizersOf = () =>
  (objects.get(`${topics}/records`) as { metadata: { finalizers?: string[] } }).metadata.finalizers;

let strimzi: Strimzi;
beforeEach(async () => {
  objects.clear();
  objects.set(operator, { metadata: metadata("strimzi-cluster-operator") });
  objects.set(kafka, { metadata: metadata("main"), spec: { entityOperator: {} } });
  objects.set(`${topics}/records`, { metadata: metadata("records"), spec: { partitions: 3 } });
  const acls = [{ resource: { type: "topic", name: "records" }, operations: ["Write"] }];
  objects.set(user, { metadata: metadata("producer"), spec: { authorization: { acls } } });
  strimzi = await Strimzi.start({ kubernetes, namespace: "kafka" });
});
afterEach(() => strimzi.close());

it("gives pods the broker's address, its CA and a password, in Secrets that go with their owners", async () => {
  const { variables } = await strimzi.surroundings();
  expect(variables.KAFKA_BOOTSTRAP_SERVERS).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(await kubernetes.secret("kafka", "main-cluster-ca-cert")).toEqual({
    "ca.crt": expect.stringContaining("BEGIN CERTIFICATE"),
  });
  expect(objects.get("/api/v1/namespaces/kafka/secrets/producer")).toMatchObject({
    metadata: { ownerReferences: [{ kind: "KafkaUser", uid: "producer-uid" }] },
    data: { password: expect.any(String) },
  });
});

it("holds a topic that is deleted until an operator sees it go, which one that is gone does not", async () => {
  await strimzi.surroundings();
  expect(finalizersOf()).toEqual(["strimzi.io/topic-operator"]);
  await kubernetes.patch(`${topics}/records`, { metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } });
  const installed = objects.get(operator) ?? {};
  objects.delete(operator);
  await strimzi.surroundings();
  expect(finalizersOf()).toEqual(["strimzi.io/topic-operator"]);
  objects.set(operator, installed);
  await strimzi.surroundings();
  expect(finalizersOf()).toEqual([]);
});

it("puts no finalizer on topics where the cluster says so", async () => {
  const env = [{ name: "STRIMZI_USE_FINALIZERS", value: "false" }];
  const entityOperator = { template: { topicOperatorContainer: { env } } };
  await kubernetes.patch(kafka, { spec: { entityOperator } });
  await strimzi.surroundings();
  await strimzi.surroundings();
  expect(finalizersOf() ?? []).toEqual([]);
});
