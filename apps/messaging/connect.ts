import type { Logger } from "pino";
import { backoffMs, pause } from "./backoff.ts";
import type { MessagingConfig } from "./config.ts";
import type { Transport } from "./transport.ts";
import type { TransportMetrics } from "./transport-metrics.ts";

export interface TransportDeps {
  readonly log: Logger;
  readonly metrics: TransportMetrics;
}

export type Connect = (config: MessagingConfig, deps: TransportDeps) => Promise<Transport>;

/** Loads the engine's client (Oracle's SDK takes about 200 ms) only in a program that uses it, and after its server listens. */
export const connect: Connect = async (config, deps) => {
  if (config.messaging === "kafka") {
    const { connectKafka } = await import("./kafka/kafka.ts");
    return connectKafka(config, deps);
  }
  const { connectOciStreaming } = await import("./oci/oci-streaming.ts");
  return connectOciStreaming(config, deps);
};

/** Tries until the stream is reached; undefined when `signal` comes first. */
export async function connectUntil(
  signal: AbortSignal,
  connect: () => Promise<Transport>,
  log: Logger,
): Promise<Transport | undefined> {
  const began = performance.now();
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
  for (let failures = 0; !signal.aborted; ) {
    const attempt = connect();
    try {
      const transport = await Promise.race([attempt, aborted]);
      if (!transport) {
        // Nobody waits for this connection any more, but if it still comes it must not stay open.
        attempt.then((late) => late.close()).catch(() => {});
        return undefined;
      }
      const afterMs = Math.round(performance.now() - began);
      log.info({ transport: transport.name, afterMs, failures }, "connected");
      return transport;
    } catch (error) {
      failures++;
      const retryInMs = backoffMs(failures);
      log.warn({ err: error, failures, retryInMs }, "stream not reached");
      await pause(retryInMs, signal);
    }
  }
  return undefined;
}
