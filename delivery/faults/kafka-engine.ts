import { startKafkaSandbox } from "../../sandbox/kafka/server.ts";
import type { Engine } from "./engine.ts";
import { TcpProxy } from "./tcp-proxy.ts";

const topic = "faults";
const group = "faults";

/** Kafka by the sandbox: TLS, SCRAM-SHA-512 and the rights that the chart's users have. */
export async function startKafkaEngine(partitions: number): Promise<Engine> {
  const network = await TcpProxy.start(() => sandbox.port);
  const sandbox = await startKafkaSandbox({ port: 0, advertisedPort: network.port });
  sandbox.createTopic({ name: topic, partitions });
  const access = { producer: { write: [topic] }, consumer: { read: [topic], groups: [group] } } as const;
  const users = {
    producer: await sandbox.createUser({ name: "producer", access: access.producer }),
    consumer: await sandbox.createUser({ name: "consumer", access: access.consumer }),
  };

  const variables = (program: "producer" | "consumer") => ({
    MESSAGING: "kafka",
    KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${network.port}`,
    KAFKA_TOPIC: topic,
    KAFKA_CA_FILE: sandbox.caFile,
    KAFKA_USERNAME: users[program].username,
    KAFKA_PASSWORD_FILE: users[program].passwordFile,
  });

  return {
    name: "kafka",
    network,
    variables,
    rawVariables: variables("producer"),
    refuseHalf: () =>
      sandbox.faults.set({
        kind: "error",
        operation: "Produce",
        error: "NOT_ENOUGH_REPLICAS",
        fraction: 0.5,
      }),
    loseAnswers: (count) => sandbox.faults.set({ kind: "drop", operation: "Produce", count }),
    forgetReaders: () => void sandbox.kickMembers(),
    async rotateSecrets() {
      await sandbox.createUser({ name: "producer", access: access.producer });
      await sandbox.createUser({ name: "consumer", access: access.consumer });
      sandbox.cutConnections();
    },
    clear: () => sandbox.faults.clear(),
    async close() {
      await network.close();
      await sandbox.close();
    },
  };
}
