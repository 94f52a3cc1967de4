import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Kafka, logLevel } from "kafkajs";
import type { KafkaSandbox } from "../../../sandbox/kafka/server.ts";
import { clientOf, producerOf, startBroker } from "./broker-clients.ts";

describe("a user of the embedded broker", () => {
  let sandbox: KafkaSandbox;
  let producer: Kafka;
  let consumer: Kafka;

  beforeAll(async () => {
    sandbox = await startBroker();
    sandbox.createTopic({ name: "mine" });
    sandbox.createTopic({ name: "other" });
    const retry = { retries: 0 };
    producer = await clientOf(sandbox, { write: ["mine"] }, { name: "producer", retry });
    consumer = await clientOf(sandbox, { read: ["mine"], groups: ["readers"] }, { name: "consumer", retry });
  });
  afterAll(() => sandbox.close());

  const send = async (kafka: Kafka, topic: string) => {
    const sender = producerOf(kafka);
    await sender.connect();
    try {
      return await sender.send({ topic, messages: [{ value: "v" }] });
    } finally {
      await sender.disconnect();
    }
  };

  /** What the consumer of a client fails with that reads the topic in this group. */
  const joinError = async (kafka: Kafka, groupId: string) => {
    const stranger = kafka.consumer({ groupId });
    await stranger.connect();
    await stranger.subscribe({ topic: "mine" });
    const crash = new Promise<Error>((resolve) => {
      stranger.on(stranger.events.CRASH, ({ payload }) => resolve(payload.error));
    });
    const run = stranger.run({ eachMessage: async () => {} }).then(
      () => crash,
      (error: Error) => error,
    );
    const { message } = await Promise.race([crash, run]);
    await stranger.disconnect();
    return message;
  };

  it("writes its topic, and is refused another one and what only a reader may", async () => {
    expect(await send(producer, "mine")).toMatchObject([{ errorCode: 0, baseOffset: "0" }]);
    await expect(send(producer, "other")).rejects.toThrow("Topic authorization failed");
    expect(await joinError(producer, "readers")).toBe("Failed to find group coordinator");
    expect(sandbox.records("other")).toEqual([]);
  });

  it("reads its topic in its group, and is refused to write it, and any other group", async () => {
    const reader = consumer.consumer({ groupId: "readers" });
    await reader.connect();
    await reader.subscribe({ topic: "mine", fromBeginning: true });
    const value = await new Promise((resolve) => {
      void reader.run({ eachMessage: async ({ message }) => resolve(String(message.value)) });
    });
    await reader.disconnect();
    expect(value).toBe("v");
    await expect(send(consumer, "mine")).rejects.toThrow("Not authorized to access topics");
    expect(await joinError(consumer, "others")).toBe("Failed to find group coordinator");
  });

  it("sees only its topics and makes none, neither on purpose nor by writing to one that is not there", async () => {
    const admin = producer.admin();
    await admin.connect();
    expect(await admin.listTopics()).toEqual(["mine"]);
    await expect(admin.createTopics({ topics: [{ topic: "new" }] })).rejects.toThrow("Topic creation errors");
    await admin.disconnect();
    await expect(
      send(await clientOf(sandbox, "everything", { retry: { retries: 0 } }), "absent"),
    ).rejects.toThrow("This server does not host this topic-partition");
    expect(sandbox.topics().map(({ name }) => name)).toEqual(["mine", "other"]);
  });

  it.each([
    ["a wrong password", { ssl: true, username: "producer", password: "wrong", says: "invalid credentials" }],
    ["a name that is unknown", { ssl: true, username: "nobody", password: "x", says: "invalid credentials" }],
    ["no login", { ssl: true, username: undefined, password: "", says: "Closed connection" }],
    ["no TLS", { ssl: false, username: "producer", password: "x", says: "" }],
  ])("is nobody with %s", async (_, { ssl, username, password, says }) => {
    const kafka = new Kafka({
      brokers: [sandbox.bootstrapServers],
      ...(ssl && { ssl: { ca: [readFileSync(sandbox.caFile)] } }),
      ...(username && { sasl: { mechanism: "scram-sha-512" as const, username, password } }),
      logLevel: logLevel.NOTHING,
      retry: { retries: 0 },
    });
    const admin = kafka.admin();
    const listing = admin.connect().then(() => admin.listTopics());
    await expect(listing).rejects.toThrow(says);
    await admin.disconnect();
  });
});
