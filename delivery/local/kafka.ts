import type { Environment } from "../../environments/schema.ts";
import type { KafkaSandbox } from "../../sandbox/kafka/server.ts";
import { kafkaValues, topicOf } from "../../stacks/kafka-values.ts";
import { workloadsOf } from "../../stacks/naming.ts";
import type { KafkaConnection } from "../../stacks/program-variables.ts";

/** Of each partition, in bytes: a laptop has less memory than a broker has disk. */
const mostKept = 67_108_864;

/** Makes in the broker what the Kafka stack makes in the cluster: topics, and a user for each app with just its rights. */
export async function connectKafkaLocally(
  environment: Environment,
  sandbox: KafkaSandbox,
): Promise<Readonly<Record<string, KafkaConnection>>> {
  const { kafka } = environment;
  if (!kafka) return {};
  const { topics, users } = kafkaValues(environment, kafka, workloadsOf(environment));
  for (const [name, { partitions, retentionHours }] of Object.entries(topics)) {
    const config = { "retention.ms": retentionHours * 3_600_000, "retention.bytes": mostKept };
    sandbox.createTopic({ name, partitions, config });
  }
  const connections = Object.entries(users).map(async ([name, { produce, consume, groups }]) => {
    const access = {
      ...(produce && { write: produce }),
      ...(consume && { read: consume }),
      ...(groups && { groups }),
    };
    const { username, passwordFile } = await sandbox.createUser({ name, access });
    const connection: KafkaConnection = {
      messaging: "kafka",
      bootstrapServers: sandbox.bootstrapServers,
      topic: topicOf(kafka),
      username,
      caFile: sandbox.caFile,
      passwordFile,
    };
    return [name, connection] as const;
  });
  return Object.fromEntries(await Promise.all(connections));
}
