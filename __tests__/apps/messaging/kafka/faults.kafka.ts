import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { AclOperationTypes, AclResourceTypes } from "kafkajs";
import type { Transport } from "../../../../apps/messaging/transport.ts";
import { whyNoKafka } from "../../../../delivery/kafka/jars.ts";
import { RealKafka } from "../../../../delivery/kafka/real-kafka.ts";
import { allow, createTopic } from "../../../../delivery/kafka/topics.ts";
import { until } from "../../../support/running-program.ts";
import { numbered, statuses } from "../../../support/transport-contract.ts";
import { type KafkaTopic, useTopic } from "./kafka-topic.ts";
import { Harvest, Traffic } from "./traffic.ts";

const leftOut = whyNoKafka();

/** These stop and change the broker, so they never use somebody's. */
const describeOwn = leftOut ? describe.skip : describe;

describeOwn(`a real Kafka in trouble${leftOut ? ` (left out: ${leftOut})` : ""}`, () => {
  let kafka: RealKafka;
  let open: KafkaTopic[] = [];
  beforeAll(async () => {
    kafka = await RealKafka.start(["program", "producer", "stranger"]);
  });
  afterEach(async () => {
    // A test that failed may have left it hanging, or ended.
    kafka.goOn();
    await kafka.up();
    await Promise.all(open.map((topic) => topic.close()));
    open = [];
  });
  afterAll(() => kafka?.close());

  async function newTopic(
    name: string,
    { user = "program", partitions = 4, config = {} as Record<string, string> } = {},
  ): Promise<KafkaTopic> {
    const users = { writers: ["program", "producer"], readers: ["program"] };
    await kafka.withAdmin((admin) => createTopic(admin, { name, partitions, config, ...users }));
    return use(name, user);
  }

  function use(name: string, user: string): KafkaTopic {
    const topic = useTopic(kafka.access(user), name);
    open.push(topic);
    return topic;
  }

  /** Sends and reads while something happens; nothing acknowledged may be lost, and no key's order change. */
  async function throughout(
    topic: KafkaTopic,
    happening: (traffic: Traffic, transport: Transport) => Promise<void>,
  ): Promise<Harvest> {
    const transport = await topic.connect();
    const traffic = new Traffic(transport.createProducer());
    const harvest = new Harvest();
    const consumer = transport.createConsumer({ group: topic.config.topic, instance: "a" });
    const reading = harvest.read(consumer);
    await traffic.goOn(200);
    await happening(traffic, transport);
    await traffic.goOn(200);
    await traffic.stop();
    const lost = await harvest.missing(traffic.acknowledged);
    await consumer.close();
    await reading;
    const { sent, acknowledged, refused, unknown } = traffic;
    const { duplicates, records } = harvest;
    process.stdout.write(
      `  ${topic.config.topic}: sent ${sent}, acknowledged ${acknowledged.size}, refused ${refused}, unknown ${unknown}, consumed ${records}, duplicates ${duplicates}, lost ${lost.length}\n`,
    );
    expect(lost).toEqual([]);
    return harvest;
  }

  const messages = (topic: KafkaTopic) => topic.log.map((line) => (JSON.parse(line) as { msg: string }).msg);

  it.each(["SIGTERM", "SIGKILL"] as const)(
    "loses nothing and keeps the order of each key when the broker ends with %s and comes back",
    async (signal) => {
      const topic = await newTopic(`broker-${signal}`);
      const harvest = await throughout(topic, async (traffic, transport) => {
        await kafka.down(signal);
        await until(() => !transport.isConnected(), "the connection to be missed", 60_000);
        await kafka.up();
        await traffic.goOn(200);
        expect(transport.isConnected()).toBe(true);
        expect(traffic.refused + traffic.unknown).toBe(0);
      });
      expect(harvest.disordered).toEqual([]);
      expect(messages(topic)).toContain("the topic does not answer");
      expect(messages(topic)).toContain("the topic answers again");
    },
  );

  it("says unknown of what was under way when the broker hung, and goes on with new connections", async () => {
    const topic = await newTopic("hang");
    const transport = await topic.connect({ deliverWithinMs: 5_000, requestTimeoutMs: 1_500 });
    const producer = transport.createProducer();
    await producer.send(numbered(10, 4));
    kafka.hang();
    const results = await producer.send(numbered(10, 4, "hung"));
    expect(statuses(results)).toEqual(["unknown"]);
    expect(results[0]).toMatchObject({ reason: expect.stringMatching(/^not delivered in 5 s: .*time/) });
    expect(transport.isConnected()).toBe(false);
    kafka.goOn();
    expect(statuses(await producer.send(numbered(10, 4, "after")))).toEqual(["acknowledged"]);
  });

  it("writes and reads partitions that are added while it runs", async () => {
    const topic = await newTopic("growth", { partitions: 2 });
    const harvest = await throughout(topic, async (traffic) => {
      await kafka.withAdmin((admin) =>
        admin.createPartitions({ topicPartitions: [{ topic: "growth", count: 5 }] }),
      );
      await until(
        () => messages(topic).includes("the topic has another number of partitions"),
        "the growth",
        60_000,
      );
      await traffic.goOn(2_000);
    });
    expect([...harvest.partitions].sort()).toEqual(["0", "1", "2", "3", "4"]);
  });

  it("names the right that is missing: record by record, to a reader, and at the start", async () => {
    const write = allow("producer", AclResourceTypes.TOPIC, "rights", AclOperationTypes.WRITE);
    const topic = await newTopic("rights", { user: "producer" });
    const transport = await topic.connect();
    const producer = transport.createProducer();
    expect(statuses(await producer.send(numbered(3, 1)))).toEqual(["acknowledged"]);
    const filter = { ...write, permissionType: write.permissionType };
    await kafka.withAdmin((admin) => admin.deleteAcls({ filters: [filter] }));
    const refused = await producer.send(numbered(3, 1));
    expect(statuses(refused)).toEqual(["refused"]);
    expect(refused[2]).toMatchObject({ reason: expect.stringMatching(/^TOPIC_AUTHORIZATION_FAILED: /) });
    expect(transport.isConnected()).toBe(true);
    await kafka.withAdmin((admin) => admin.createAcls({ acl: [write] }));
    expect(statuses(await producer.send(numbered(3, 1)))).toEqual(["acknowledged"]);

    const consumer = transport.createConsumer({ group: "g", instance: "a" });
    await expect(consumer.run(async () => {})).rejects.toThrow(
      /^kafka: group g cannot read topic rights: no broker coordinates the group for this user\. Grant it Read/,
    );
    await expect(use("rights", "stranger").connect()).rejects.toThrow(
      /^kafka: topic rights cannot be used: TOPIC_AUTHORIZATION_FAILED: /,
    );
    await expect(use("nowhere", "program").connect()).rejects.toThrow(
      /^kafka: topic nowhere cannot be used: /,
    );
  });

  it("refuses only the record that the topic's own limit forbids", async () => {
    const topic = await newTopic("small", { config: { "max.message.bytes": "10000" } });
    const producer = (await topic.connect()).createProducer();
    const sent = numbered(20, 1);
    const tooLarge = { key: "key-0", value: Buffer.alloc(12_000) };
    const results = await producer.send([...sent.slice(0, 7), tooLarge, ...sent.slice(7)]);
    expect(results.map(({ status }) => status)).toEqual([
      ...Array(7).fill("acknowledged"),
      "refused",
      ...Array(13).fill("acknowledged"),
    ]);
    expect(results[7]).toMatchObject({ reason: expect.stringMatching(/^MESSAGE_TOO_LARGE: /) });
    const offsets = results.flatMap((one) =>
      one.status === "acknowledged" ? [Number(one.position.offset)] : [],
    );
    expect(offsets).toEqual(Array.from({ length: 20 }, (_, offset) => offset));
  });

  it("names an expired certificate, and recovers when certificate and authority are replaced", async () => {
    const topic = await newTopic("certificate");
    const expired = /certificate has expired\. Renew it/;
    const harvest = await throughout(topic, async (traffic, transport) => {
      await kafka.down("SIGTERM");
      kafka.changeCertificate({ expired: true });
      await kafka.up();
      await until(() => !transport.isConnected(), "the certificate to be refused", 60_000);
      await expect(use("certificate", "program").connect()).rejects.toThrow(expired);
      await kafka.down("SIGTERM");
      kafka.changeCertificate();
      await kafka.up();
      await traffic.goOn(200);
      expect(traffic.refused + traffic.unknown).toBe(0);
    });
    expect(harvest.disordered).toEqual([]);
  });

  it("uses a changed password for its next connection", async () => {
    const topic = await newTopic("password");
    const harvest = await throughout(topic, async (traffic) => {
      await kafka.changePassword("program");
      await traffic.goOn(100);
      await kafka.down("SIGKILL");
      await kafka.up();
      await traffic.goOn(200);
      expect(traffic.refused + traffic.unknown).toBe(0);
    });
    expect(harvest.disordered).toEqual([]);
    const wrong = { ...kafka.access("program"), passwordFile: kafka.access("stranger").passwordFile };
    await expect(useTopic(wrong, "password").connect()).rejects.toThrow(
      /cannot be used: the user name or password was refused/,
    );
  });

  it("loses nothing and keeps the order of each key while ten instances come and go", async () => {
    const topic = await newTopic("rebalance");
    const harvest = new Harvest();
    const transport = await topic.connect();
    const traffic = new Traffic(transport.createProducer());
    const join = (instance: string) => {
      const consumer = transport.createConsumer({ group: "rebalance", instance });
      return { consumer, reading: harvest.read(consumer) };
    };
    const members = [join("first")];
    for (let instance = 0; instance < 10; instance += 1) {
      members.push(join(`instance-${instance}`));
      await traffic.goOn(200);
      const leaving = instance % 2 === 0 ? members.shift() : members.pop();
      await leaving?.consumer.close();
      await leaving?.reading;
    }
    await traffic.stop();
    const lost = await harvest.missing(traffic.acknowledged);
    process.stdout.write(
      `  rebalance: sent ${traffic.sent}, acknowledged ${traffic.acknowledged.size}, consumed ${harvest.records}, duplicates ${harvest.duplicates}, lost ${lost.length}\n`,
    );
    expect(lost).toEqual([]);
    expect(harvest.disordered).toEqual([]);
    expect(harvest.duplicates).toBe(0);
  });
});
