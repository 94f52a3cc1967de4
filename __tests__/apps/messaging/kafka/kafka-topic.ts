import { randomUUID } from "node:crypto";
import pino from "pino";
import { connectKafka } from "../../../../apps/messaging/kafka/kafka.ts";
import type { KafkaConfig } from "../../../../apps/messaging/kafka/kafka-config.ts";
import type { KafkaTimings } from "../../../../apps/messaging/kafka/timings.ts";
import type { Transport } from "../../../../apps/messaging/transport.ts";
import type { TransportMetrics } from "../../../../apps/messaging/transport-metrics.ts";
import { whyNoKafka } from "../../../../delivery/kafka/jars.ts";
import type { KafkaAccess } from "../../../../delivery/kafka/real-kafka.ts";

/** Everything that takes seconds in a cluster takes less here; nothing else differs. */
export const quick: KafkaTimings = {
  lingerMs: 2,
  connectMs: 3_000,
  requestTimeoutMs: 3_000,
  deliverWithinMs: 120_000,
  firstPauseMs: 10,
  longestPauseMs: 200,
  watchMs: 500,
  metadataMs: 500,
  fetchWaitMs: 100,
  sessionMs: 6_000,
  heartbeatMs: 300,
};

/** Somebody's cluster, by the programs' own variables; its user must be allowed to make topics. */
export function outsideKafka(): KafkaAccess | undefined {
  const { KAFKA_BOOTSTRAP_SERVERS, KAFKA_CA_FILE, KAFKA_USERNAME, KAFKA_PASSWORD_FILE } = process.env;
  if (!KAFKA_BOOTSTRAP_SERVERS) return undefined;
  if (!KAFKA_CA_FILE || !KAFKA_USERNAME || !KAFKA_PASSWORD_FILE) {
    throw new Error(
      "test:kafka: KAFKA_CA_FILE, KAFKA_USERNAME and KAFKA_PASSWORD_FILE must be set beside KAFKA_BOOTSTRAP_SERVERS, got less. Name a user that may make topics.",
    );
  }
  const bootstrapServers = KAFKA_BOOTSTRAP_SERVERS.split(",");
  return {
    bootstrapServers,
    caFile: KAFKA_CA_FILE,
    username: KAFKA_USERNAME,
    passwordFile: KAFKA_PASSWORD_FILE,
  };
}

/** Why tests that need a real Kafka are left out; undefined when they run. */
export function whyLeftOut(): string | undefined {
  return outsideKafka() ? undefined : whyNoKafka();
}

/** So that runs against one cluster do not meet. */
export const uniqueName = (name: string) => `millrace-${randomUUID().slice(0, 8)}-${name}`;

export interface KafkaTopic {
  readonly config: KafkaConfig;
  /** Log lines of every transport of this topic. */
  readonly log: string[];
  connect(timings?: Partial<KafkaTimings>, metrics?: TransportMetrics): Promise<Transport>;
  /** Closes what was connected. */
  close(): Promise<void>;
}

/** A topic that exists, as one user sees it. */
export function useTopic(access: KafkaAccess, topic: string, more: Partial<KafkaConfig> = {}): KafkaTopic {
  const config: KafkaConfig = { messaging: "kafka", topic, compression: "none", ...access, ...more };
  const log: string[] = [];
  const open: Transport[] = [];
  return {
    config,
    log,
    connect: async (timings = {}, metrics) => {
      const transport = await connectKafka(config, {
        log: pino({ level: "debug" }, { write: (line) => void log.push(line) }),
        timings: { ...quick, ...timings },
        ...(metrics && { metrics }),
      });
      open.push(transport);
      return transport;
    },
    close: async () => {
      await Promise.all(open.map((transport) => transport.close()));
    },
  };
}
