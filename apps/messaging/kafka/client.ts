import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import { type ISocketFactory, Kafka, type LogEntry, logLevel } from "kafkajs";
import type { Logger } from "pino";
import type { KafkaConfig } from "./kafka-config.ts";
import type { KafkaTimings } from "./timings.ts";

/**
 * kafkajs, told where the cluster is and who this program is. Certificate authority and password are read from their
 * files for every connection, so a rotated one is used by the next and open connections stay as long as the broker
 * lets them.
 *
 * @param clientId shown by the cluster's tools, and by its groups for each member
 */
export function createClient(
  config: KafkaConfig,
  clientId: string,
  timings: KafkaTimings,
  log: Logger,
): Kafka {
  const { bootstrapServers, caFile, username, passwordFile } = config;
  return new Kafka({
    clientId,
    brokers: [...bootstrapServers],
    // Only says that there is TLS: the sockets come from the factory.
    ssl: true,
    socketFactory: tlsSockets(caFile),
    sasl: {
      mechanism: "scram-sha-512",
      username,
      get password() {
        return readMounted(passwordFile, "KAFKA_PASSWORD_FILE")
          .toString()
          .replace(/\r?\n$/, "");
      },
    },
    connectionTimeout: timings.connectMs,
    requestTimeout: timings.requestTimeoutMs,
    // So that each bootstrap server has its turn; who calls goes on trying.
    retry: {
      initialRetryTime: timings.firstPauseMs,
      maxRetryTime: timings.longestPauseMs,
      retries: bootstrapServers.length,
    },
    logLevel: logLevel.ERROR,
    logCreator: () => (entry) => forward(entry, log),
  });
}

function tlsSockets(caFile: string): ISocketFactory {
  return ({ host, port, onConnect }) => {
    const ca = readMounted(caFile, "KAFKA_CA_FILE");
    const serverName = isIP(host) ? {} : { servername: host };
    const socket = connectTls({ host, port, ca, ...serverName }, onConnect);
    // kafkajs adds one with every attempt to close a socket that never connected, and Node would warn on the console.
    socket.setMaxListeners(0);
    socket.setKeepAlive(true, 10_000);
    socket.setNoDelay(true);
    return socket;
  };
}

function readMounted(file: string, variable: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`kafka: ${variable} must be a file that can be read, got ${file} (${code}). Mount it.`);
  }
}

/** What matters to an operator the transport logs itself, when it changes. Except for this, of which it hears nothing. */
function forward({ namespace, log: { message, partition, groupId } }: LogEntry, log: Logger): void {
  if (message.startsWith("Offset out of range")) {
    log.error(
      { group: groupId, partition },
      "records expired before they were read; the group goes on with the oldest left",
    );
  } else {
    log.debug({ namespace }, `kafkajs: ${message}`);
  }
}
