import pino from "pino";
import { connectKafka } from "../../../apps/messaging/kafka/kafka.ts";
import { largestRecordBytes } from "../../../apps/messaging/kafka/limits.ts";
import { describeTransport, type TransportUnderTest } from "../../support/transport-contract.ts";
import { startBroker } from "./broker-clients.ts";

const timings = { lingerMs: 2, firstPauseMs: 10, longestPauseMs: 100, fetchWaitMs: 50, heartbeatMs: 50 };

describeTransport("Kafka on the embedded broker", async (): Promise<TransportUnderTest> => {
  const sandbox = await startBroker();
  const topics = new Set<string>();
  return {
    connect: async (topic) => {
      if (!topics.has(topic)) sandbox.createTopic({ name: topic, partitions: 2 });
      topics.add(topic);
      const groups = ["g", "shared", "other"];
      const name = `user-of-${topic}`;
      const access = { write: [topic], read: [topic], groups };
      const { username, passwordFile } = await sandbox.createUser({ name, access });
      const { caFile, bootstrapServers } = sandbox;
      return connectKafka(
        {
          messaging: "kafka",
          bootstrapServers: [bootstrapServers],
          topic,
          caFile,
          username,
          passwordFile,
          compression: "none",
        },
        { log: pino({ level: "silent" }), timings },
      );
    },
    largestRecord: largestRecordBytes,
    close: () => sandbox.close(),
  };
});
