import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Kafka, logLevel } from "kafkajs";
import { connectKafkaLocally } from "../../../delivery/local/kafka.ts";
import { doksDev } from "../../../environments/doks-dev.ts";
import { type KafkaSandbox, startKafkaSandbox } from "../../../sandbox/kafka/server.ts";
import type { KafkaConnection } from "../../../stacks/program-variables.ts";

describe("an environment's Kafka on this machine", () => {
  let sandbox: KafkaSandbox;
  let connections: Readonly<Record<string, KafkaConnection>>;
  beforeAll(async () => {
    sandbox = await startKafkaSandbox({ port: 0 });
    connections = await connectKafkaLocally(doksDev, sandbox);
  });
  afterAll(() => sandbox.close());

  it("has the topic with its partitions, and a user for each program", () => {
    expect(sandbox.topics()).toMatchObject([{ name: "records", partitions: doksDev.kafka.partitions }]);
    expect(connections.consumer).toEqual({
      messaging: "kafka",
      bootstrapServers: sandbox.bootstrapServers,
      topic: "records",
      username: "consumer",
      caFile: sandbox.caFile,
      passwordFile: connections.consumer?.passwordFile,
    });
  });

  it.each([
    { name: "producer", mayRead: false },
    { name: "consumer", mayRead: true },
  ])("gives the $name the rights that it has in the cluster", async ({ name, mayRead }) => {
    const { username = "", passwordFile = "", caFile = "" } = connections[name] ?? {};
    const kafka = new Kafka({
      brokers: [sandbox.bootstrapServers],
      ssl: { ca: [readFileSync(caFile)] },
      sasl: { mechanism: "scram-sha-512", username, password: readFileSync(passwordFile, "utf8") },
      logLevel: logLevel.NOTHING,
      retry: { retries: 0 },
    });
    const admin = kafka.admin();
    await admin.connect();
    expect(await admin.listTopics()).toEqual(["records"]);
    const described = admin.describeGroups(["doks-dev"]).then(({ groups }) => groups);
    await (mayRead
      ? expect(described).resolves.toMatchObject([{ groupId: "doks-dev", state: "Dead" }])
      : expect(described).rejects.toThrow("Failed to find group coordinator"));
    await admin.disconnect();
  });
});
