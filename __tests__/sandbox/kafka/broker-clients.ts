import { readFileSync } from "node:fs";
import { Kafka, logLevel, Partitioners, type RetryOptions } from "kafkajs";
import {
  type KafkaSandbox,
  type KafkaSandboxOptions,
  startKafkaSandbox,
} from "../../../sandbox/kafka/server.ts";
import type { Access } from "../../../sandbox/kafka/user.ts";

/** A sandbox on a free port, with short sessions so that tests need not wait for long. */
export function startBroker(options: KafkaSandboxOptions = {}): Promise<KafkaSandbox> {
  return startKafkaSandbox({ port: 0, minSessionTimeoutMs: 100, ...options });
}

/** kafkajs as a new user with this access; silent, as refusals are expected. */
export async function clientOf(
  sandbox: KafkaSandbox,
  access: Access = "everything",
  {
    name = "client",
    retry = { initialRetryTime: 20, retries: 3 },
  }: { name?: string; retry?: RetryOptions } = {},
): Promise<Kafka> {
  const { username, passwordFile } = await sandbox.createUser({ name, access });
  return new Kafka({
    clientId: name,
    brokers: [sandbox.bootstrapServers],
    ssl: { ca: [readFileSync(sandbox.caFile)] },
    sasl: { mechanism: "scram-sha-512", username, password: readFileSync(passwordFile, "utf8") },
    logLevel: logLevel.NOTHING,
    retry,
  });
}

/** A producer that does not warn about its partitioner. */
export const producerOf = (kafka: Kafka, options: { idempotent?: boolean } = {}) =>
  kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, ...options });
