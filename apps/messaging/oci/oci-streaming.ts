import type { Logger } from "pino";
import type { Transport } from "../transport.ts";
import { noMetrics, type TransportMetrics } from "../transport-metrics.ts";
import { Identity } from "./auth.ts";
import { Connection } from "./connection.ts";
import { OciConsumer } from "./consumer.ts";
import { HttpClient } from "./http-client.ts";
import type { OciStreamingConfig } from "./oci-config.ts";
import { OciProducer } from "./producer.ts";
import { readStreamDetails, SecretWatch, secretsEndpointOf } from "./secrets.ts";
import { defaultTimings, type OciTimings } from "./timings.ts";

export interface OciStreamingDeps {
  readonly log: Logger;
  /** @default counts nothing */
  readonly metrics?: TransportMetrics;
  /** Shorter or longer times than usual, for tests and benchmarks. */
  readonly timings?: Partial<OciTimings>;
  /** Folder with the `ca.crt` and `token` of the service account. @default where Kubernetes mounts them */
  readonly serviceAccountFolder?: string;
}

/**
 * Connects to the stream that the secret names. Rejects when there is no
 * credential, when the secret cannot be read or holds something else, or when
 * the stream does not answer.
 */
export async function connectOciStreaming(
  config: OciStreamingConfig,
  { log, metrics = noMetrics, timings: changed = {}, serviceAccountFolder }: OciStreamingDeps,
): Promise<Transport> {
  const timings = { ...defaultTimings, ...changed };
  const identity = new Identity(config, timings.requestTimeoutMs, serviceAccountFolder);
  const http = new HttpClient(identity, timings.requestTimeoutMs);
  const letGo = async () => {
    http.close();
    await identity.close();
  };
  try {
    const endpoint = await secretsEndpointOf(config, identity);
    const read = () => readStreamDetails(http, endpoint, config.streamDetailsSecretOcid);
    const connection = new Connection(http, await read(), log);
    if (!(await connection.probe(connection.api))) {
      const { streamOCID, streamMessagesEndpoint } = connection.api.details;
      throw new Error(
        `stream ${streamOCID}: cannot be used at ${streamMessagesEndpoint}: ${connection.reason}`,
      );
    }
    const watch = new SecretWatch(timings.secretPollMs, read, (details) => connection.rotated(details), log);
    connection.watch = watch;
    const open: { close(): Promise<void> }[] = [];
    return {
      name: "oci-streaming",
      isConnected: () => connection.connected,
      createProducer: () => {
        const producer = new OciProducer(connection, timings, metrics);
        open.push(producer);
        return producer;
      },
      createConsumer: ({ group, instance }) => {
        const member = { group, instance, reservationMs: timings.reservationMs };
        const consumer = new OciConsumer(connection, member, timings, metrics, log);
        open.push(consumer);
        return consumer;
      },
      close: async () => {
        await Promise.all(open.map((one) => one.close()));
        connection.close();
        await watch.close();
        await letGo();
      },
    };
  } catch (error) {
    await letGo();
    throw error;
  }
}
