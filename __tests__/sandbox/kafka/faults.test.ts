import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Kafka, Producer } from "kafkajs";
import type { KafkaSandbox } from "../../../sandbox/kafka/server.ts";
import { clientOf, producerOf, startBroker } from "./broker-clients.ts";

describe("a fault of the embedded broker", () => {
  let sandbox: KafkaSandbox;
  let kafka: Kafka;
  let producer: Producer;
  let topic = "";

  beforeAll(async () => {
    sandbox = await startBroker();
    kafka = await clientOf(sandbox);
    producer = producerOf(kafka, { idempotent: true });
    await producer.connect();
  });
  afterEach(() => sandbox.faults.clear());
  afterAll(async () => {
    await producer.disconnect();
    await sandbox.close();
  });

  const newTopic = () => {
    topic = `topic-${sandbox.topics().length}`;
    sandbox.createTopic({ name: topic });
  };
  const send = (...values: string[]) =>
    producer.send({ topic, messages: values.map((value) => ({ value })) });
  const stored = () => sandbox.records(topic).map(({ value }) => String(value));

  it("error: refuses and does nothing, as many times as it says; clients try again where the code allows it", async () => {
    newTopic();
    sandbox.faults.set({ kind: "error", operation: "Produce", error: "NOT_ENOUGH_REPLICAS", count: 2 });
    await send("a");
    expect(stored()).toEqual(["a"]);
    expect(sandbox.faults.list()).toEqual([]);
    sandbox.faults.set({ kind: "error", operation: "Produce", error: "TOPIC_AUTHORIZATION_FAILED" });
    await expect(send("b")).rejects.toMatchObject({ type: "TOPIC_AUTHORIZATION_FAILED" });
    expect(stored()).toEqual(["a"]);
  });

  it("drop: takes the records and cuts the connection; an idempotent producer sends again and nothing is twice", async () => {
    newTopic();
    await send("a");
    sandbox.faults.set({ kind: "drop", operation: "Produce", count: 1 });
    await send("b");
    expect(sandbox.faults.list()).toEqual([]);
    expect(stored()).toEqual(["a", "b"]);
  });

  it("latency: answers later", async () => {
    newTopic();
    sandbox.faults.set({ kind: "latency", operation: "Produce", milliseconds: 60 });
    const start = performance.now();
    await send("a");
    expect(performance.now() - start).toBeGreaterThan(55);
  });

  it("hang: does nothing and answers nothing more on that connection, until the broker restarts with all it had", async () => {
    newTopic();
    await send("a");
    sandbox.faults.set({ kind: "hang", operation: "Produce", count: 1 });
    const sending = send("b");
    while (sandbox.faults.list().length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(stored()).toEqual(["a"]);
    await sandbox.restart(20);
    await sending;
    expect(stored()).toEqual(["a", "b"]);
  });

  it("kicked members and cut connections: a group goes on where it was and misses nothing", async () => {
    newTopic();
    const consumer = kafka.consumer({
      groupId: topic,
      sessionTimeout: 1_000,
      heartbeatInterval: 20,
      maxWaitTimeInMs: 50,
    });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    const seen = new Set<string>();
    const until = async (value: string) => {
      while (!seen.has(value)) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await consumer.run({
      eachMessage: async ({ message }) => {
        seen.add(String(message.value));
      },
    });
    await send("a");
    await until("a");
    expect(sandbox.kickMembers(topic)).toBe(1);
    await send("b");
    await until("b");
    expect(sandbox.cutConnections()).toBeGreaterThan(1);
    await send("c");
    await until("c");
    await consumer.disconnect();
  });

  it("is refused with all that is wrong with it", () => {
    const wrong = { kind: "eror" as "error", operation: "Produced", error: "OOPS" };
    expect(() => sandbox.faults.set(wrong)).toThrow(
      [
        'sandbox fault: error is unknown, got "OOPS". Use a name of the protocol, such as UNKNOWN_SERVER_ERROR, OFFSET_OUT_OF_RANGE, CORRUPT_MESSAGE.',
        'sandbox fault: kind is unknown, got "eror". Use one of error, hang, latency, drop.',
        'sandbox fault: operation is unknown, got "Produced". Use a call that the sandbox knows by the SDK\'s name, such as Produce, Fetch, ListOffsets.',
      ].join("\n"),
    );
  });
});
