// Runs in a pod, in Kafka's place: the embedded broker, with the topic and users that the environment's Kafka would have.
// Its first line is what Strimzi would put into Secrets; `GET /` answers the ids of all records.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { startKafkaSandbox } from "../../sandbox/kafka/server.ts";

const { HOST = "", TOPIC = "", PRODUCER = "", CONSUMER = "", GROUP = "" } = process.env;

async function main(): Promise<void> {
  const broker = await startKafkaSandbox({ host: HOST, port: 9093 });
  broker.createTopic({ name: TOPIC, partitions: 3 });
  const producer = await broker.createUser({ name: PRODUCER, access: { write: [TOPIC] } });
  const consumer = await broker.createUser({ name: CONSUMER, access: { read: [TOPIC], groups: [GROUP] } });
  const [authority, ...passwords] = [broker.caFile, producer.passwordFile, consumer.passwordFile].map(
    (file) => readFileSync(file, "utf8"),
  );
  createServer((_request, response) => {
    const ids = broker.records(TOPIC).map(({ value }) => JSON.parse(String(value)).id);
    response.end(JSON.stringify(ids));
  }).listen(8080, () => process.stdout.write(`${JSON.stringify({ authority, passwords })}\n`));
  process.once("SIGTERM", () => process.exit());
}

void main();
