import type { Logger } from "pino";
import type { Transport } from "../transport.ts";
import { noMetrics, type TransportMetrics } from "../transport-metrics.ts";
import { createClient } from "./client.ts";
import { Connection } from "./connection.ts";
import { KafkaConsumer } from "./consumer.ts";
import type { KafkaConfig } from "./kafka-config.ts";
import { Link } from "./link.ts";
import { KafkaProducer } from "./producer.ts";
import { defaultTimings, type KafkaTimings } from "./timings.ts";

export interface KafkaDeps {
  readonly log: Logger;
  /** @default counts nothing */
  readonly metrics?: TransportMetrics;
  /** Shorter or longer times than usual, for tests and benchmarks. */
  readonly timings?: Partial<KafkaTimings>;
}

/**
 * Connects to the topic. Rejects when no broker can be reached with this authority and password, or when the topic is
 * not there or not this user's.
 */
export async function connectKafka(
  config: KafkaConfig,
  { log, metrics = noMetrics, timings: changed = {} }: KafkaDeps,
): Promise<Transport> {
  const timings = { ...defaultTimings, ...changed };
  const { topic } = config;
  const client = (id: string) => createClient(config, id, timings, log);
  const kafka = client(config.username);
  const connection = new Connection(kafka, topic, timings, log);
  try {
    await connection.open();
  } catch (error) {
    await connection.close();
    throw error;
  }
  const open: { close(): Promise<void> }[] = [];
  return {
    name: "kafka",
    isConnected: () => connection.connected,
    createProducer: () => {
      const producer = new KafkaProducer(new Link(kafka, config, timings, connection), timings, metrics);
      open.push(producer);
      return producer;
    },
    createConsumer: ({ group, instance }) => {
      const options = { kafka: client(instance), topic, group, connection, timings, metrics, log };
      const consumer = new KafkaConsumer(options);
      open.push(consumer);
      return consumer;
    },
    close: async () => {
      await Promise.all(open.map((one) => one.close()));
      await connection.close();
    },
  };
}
