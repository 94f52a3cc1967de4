import { describe, it } from "@jest/globals";
import type { Admin } from "kafkajs";
import pino from "pino";
import { createClient } from "../../../../apps/messaging/kafka/client.ts";
import { largestRecordBytes } from "../../../../apps/messaging/kafka/limits.ts";
import { type KafkaAccess, RealKafka } from "../../../../delivery/kafka/real-kafka.ts";
import { createTopic } from "../../../../delivery/kafka/topics.ts";
import { describeTransport, type TransportUnderTest } from "../../../support/transport-contract.ts";
import { type KafkaTopic, outsideKafka, quick, uniqueName, useTopic, whyLeftOut } from "./kafka-topic.ts";

interface Cluster {
  readonly access: KafkaAccess;
  withAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

async function ownCluster(): Promise<Cluster> {
  const kafka = await RealKafka.start(["program"]);
  return {
    access: kafka.access("program"),
    withAdmin: (use) => kafka.withAdmin(use),
    close: () => kafka.close(),
  };
}

function outsideCluster(access: KafkaAccess): Cluster {
  const config = { messaging: "kafka", topic: "", compression: "none", ...access } as const;
  const client = createClient(config, "test:kafka", quick, pino({ level: "silent" }));
  return {
    access,
    withAdmin: async (use) => {
      const admin = client.admin();
      await admin.connect();
      return use(admin).finally(() => admin.disconnect());
    },
    close: async () => {},
  };
}

const leftOut = whyLeftOut();

for (const compression of ["none", "gzip"] as const) {
  const name = `Kafka with compression ${compression}`;
  if (leftOut) {
    describe(name, () => it.skip(`keeps the promises of a transport (left out: ${leftOut})`, () => {}));
    continue;
  }
  describeTransport(name, async (): Promise<TransportUnderTest> => {
    const outside = outsideKafka();
    const cluster = outside ? outsideCluster(outside) : await ownCluster();
    const topics = new Map<string, KafkaTopic>();
    return {
      connect: async (stream) => {
        let topic = topics.get(stream);
        if (!topic) {
          const users = outside ? {} : { writers: ["program"], readers: ["program"] };
          topic = useTopic(cluster.access, uniqueName(stream), { compression });
          const settings = { name: topic.config.topic, partitions: 2, ...users };
          await cluster.withAdmin((admin) => createTopic(admin, settings));
          topics.set(stream, topic);
        }
        return topic.connect();
      },
      largestRecord: largestRecordBytes,
      close: async () => {
        const names = [...topics.values()].map(({ config }) => config.topic);
        await cluster.withAdmin((admin) => admin.deleteTopics({ topics: names }));
        await cluster.close();
      },
    };
  });
}
