import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { KafkaSandbox } from "../../../sandbox/kafka/server.ts";
import { clientOf, producerOf, startBroker } from "./broker-clients.ts";

describe("kafkajs on the embedded broker", () => {
  let sandbox: KafkaSandbox;
  beforeAll(async () => {
    sandbox = await startBroker();
  });
  afterAll(() => sandbox.close());

  it("produces idempotently and consumes in a group, every record once and in order, packed or not", async () => {
    sandbox.createTopic({ name: "round-trip", partitions: 3 });
    const kafka = await clientOf(sandbox);
    const producer = producerOf(kafka, { idempotent: true });
    await producer.connect();
    for (const compression of [0, 1]) {
      const messages = Array.from({ length: 300 }, (_, n) => ({
        key: `key-${n % 7}`,
        value: `${compression}-${n}`,
        headers: { place: String(n) },
      }));
      await producer.send({ topic: "round-trip", acks: -1, compression, messages });
    }
    await producer.disconnect();

    const consumer = kafka.consumer({ groupId: "readers" });
    await consumer.connect();
    await consumer.subscribe({ topic: "round-trip", fromBeginning: true });
    const received: Record<string, string[]> = {};
    let count = 0;
    await new Promise<void>((resolve) => {
      void consumer.run({
        eachMessage: async ({ message }) => {
          const values = received[String(message.key)] ?? [];
          received[String(message.key)] = values;
          values.push(String(message.value));
          count += 1;
          if (count === 600) resolve();
        },
      });
    });
    await consumer.disconnect();
    expect(sandbox.unknownCalls).toEqual([]);
    const ofKey = (key: number) =>
      [0, 1].flatMap((compression) =>
        Array.from({ length: 300 }, (_, n) => n)
          .filter((n) => n % 7 === key)
          .map((n) => `${compression}-${n}`),
      );
    expect(received["key-3"]).toEqual(ofKey(3));
    expect(sandbox.records("round-trip").filter(({ key }) => key === "key-3")).toHaveLength(ofKey(3).length);
    expect(sandbox.records("round-trip")[0]).toMatchObject({
      partition: 0,
      offset: 0,
      headers: { place: expect.stringMatching(/^\d+$/) },
    });
  });

  it("makes, grows, describes and deletes topics", async () => {
    const admin = (await clientOf(sandbox)).admin();
    await admin.connect();
    await admin.createTopics({
      topics: [{ topic: "made", numPartitions: 2, configEntries: [{ name: "retention.ms", value: "1000" }] }],
    });
    await admin.createPartitions({ topicPartitions: [{ topic: "made", count: 4 }] });
    const { topics } = await admin.fetchTopicMetadata({ topics: ["made"] });
    expect(topics[0]?.partitions).toHaveLength(4);
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name: "made", configNames: ["retention.ms"] }],
    });
    expect(resources[0]?.configEntries).toMatchObject([{ configName: "retention.ms", configValue: "1000" }]);
    await admin.deleteTopics({ topics: ["made"] });
    expect(await admin.listTopics()).not.toContain("made");
    await admin.disconnect();
  });
});
