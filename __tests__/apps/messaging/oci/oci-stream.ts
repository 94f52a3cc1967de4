import pino from "pino";
import type { OciStreamingConfig } from "../../../../apps/messaging/oci/oci-config.ts";
import { connectOciStreaming } from "../../../../apps/messaging/oci/oci-streaming.ts";
import type { OciTimings } from "../../../../apps/messaging/oci/timings.ts";
import type { Transport } from "../../../../apps/messaging/transport.ts";
import type { TransportMetrics } from "../../../../apps/messaging/transport-metrics.ts";
import { type OciSandbox, type OciSandboxOptions, startOciSandbox } from "../../../../sandbox/oci/server.ts";

/** Everything that takes seconds in a cluster takes milliseconds here; nothing else differs. */
export const quick: OciTimings = {
  lingerMs: 2,
  requestTimeoutMs: 300,
  deliverWithinMs: 8_000,
  firstPauseMs: 5,
  longestPauseMs: 50,
  secretPollMs: 150,
  pollMs: 10,
  reservationMs: 900,
  bytesPerSecond: Number.POSITIVE_INFINITY,
};

export interface OciStream {
  readonly sandbox: OciSandbox;
  readonly streamId: string;
  readonly secretId: string;
  readonly config: OciStreamingConfig;
  /** Log lines of every transport of this stream. */
  readonly log: string[];
  connect(timings?: Partial<OciTimings>, metrics?: TransportMetrics): Promise<Transport>;
  /** Lets the secret name a new stream and returns its id. */
  rotate(): string;
  /** Closes what was connected; the sandbox stays. */
  close(): Promise<void>;
}

export function startSandbox(options: OciSandboxOptions = {}): Promise<OciSandbox> {
  return startOciSandbox({ port: 0, unlimited: true, ...options });
}

/** A new stream in the sandbox, and the secret that names it. */
export function newStream(sandbox: OciSandbox, partitions = 2): OciStream {
  const details = (stream: { id: string; messagesEndpoint: string }) =>
    JSON.stringify({ streamMessagesEndpoint: stream.messagesEndpoint, streamOCID: stream.id });
  const stream = sandbox.createStream({ name: "first", partitions });
  const secret = sandbox.createSecret({ name: "connection", content: details(stream) });
  const log: string[] = [];
  const open: Transport[] = [];
  const config: OciStreamingConfig = {
    messaging: "oci-streaming",
    auth: "config-file",
    configFile: sandbox.configFile,
    streamDetailsSecretOcid: secret.id,
    secretsEndpoint: sandbox.url,
  };
  return {
    sandbox,
    streamId: stream.id,
    secretId: secret.id,
    config,
    log,
    connect: async (timings = {}, metrics) => {
      const transport = await connectOciStreaming(config, {
        log: pino({ level: "debug" }, { write: (line) => void log.push(line) }),
        timings: { ...quick, ...timings },
        ...(metrics && { metrics }),
      });
      open.push(transport);
      return transport;
    },
    rotate: () => {
      const next = sandbox.createStream({ name: "next", partitions });
      sandbox.updateSecret(secret.id, details(next));
      return next.id;
    },
    close: async () => {
      sandbox.faults.clear();
      await Promise.all(open.map((transport) => transport.close()));
    },
  };
}
