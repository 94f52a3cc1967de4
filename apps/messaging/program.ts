import type { Logger } from "pino";
import type { ConsumerConfig, ProducerConfig } from "./config.ts";
import { type Connect, connectUntil } from "./connect.ts";
import { type Check, healthRoutes } from "./health.ts";
import { type Routes, startHttpServer } from "./http/server.ts";
import type { Metrics } from "./metrics.ts";
import type { Transport } from "./transport.ts";
import type { TransportMetrics } from "./transport-metrics.ts";
import { version } from "./version.ts";

/** What a program does besides listening, connecting and stopping, which all programs do alike. */
export interface Program {
  readonly routes: Routes;
  readonly transportMetrics: TransportMetrics;
  readonly alive: Check;
  readonly ready: Check;
  /** Called once, when the stream is reached for the first time. */
  connected(transport: Transport): void;
  /** Takes no more work from outside and ends what has no end of its own. */
  stopIntake(): void;
  /** Resolves when nothing is in hand any more; called after the last request is answered. */
  finish(): Promise<void>;
  /** What is lost or comes again if the program ends now. */
  inHand(): readonly string[];
  /** The counts that the last log line holds. */
  finalCounts(): object;
}

export interface RunningProgram {
  /** Where the server listens; differs from the configuration when that says 0. */
  readonly port: number;
  /** Finishes what is in hand, commits it and lets go of everything. */
  stop(): Promise<void>;
  inHand(): readonly string[];
}

export interface ProgramDeps {
  readonly config: ProducerConfig | ConsumerConfig;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly connect: Connect;
}

/**
 * Listens, then connects for as long as it takes.
 *
 * @throws when the port cannot be listened on.
 */
export async function startProgram(
  program: Program,
  { config, log, metrics, connect }: ProgramDeps,
): Promise<RunningProgram> {
  const stopping = new AbortController();
  let transport: Transport | undefined;
  const { host, podName } = config;
  const ready = () => {
    if (stopping.signal.aborted) return ["the program is stopping"];
    if (!transport) return ["the stream was not reached yet"];
    return [...(transport.isConnected() ? [] : ["the stream does not answer"]), ...program.ready()];
  };
  const health = healthRoutes({ alive: program.alive, ready, registry: metrics.registry, version, podName });
  const server = await startHttpServer({ ...program.routes, ...health }, { host, port: config.port, log });
  log.info({ port: server.port, host, pid: process.pid, ...version }, "listening");

  const connecting = connectUntil(
    stopping.signal,
    () => connect(config.messaging, { log, metrics: program.transportMetrics }),
    log,
  ).then((reached) => {
    transport = reached;
    if (reached) program.connected(reached);
  });

  const stop = async () => {
    stopping.abort();
    program.stopIntake();
    // A client that waits for its answer needs the stream, so the server goes first.
    await Promise.all([server.close(), connecting]);
    await program.finish();
    await transport?.close();
    log.info(program.finalCounts(), "stopped");
  };
  return {
    port: server.port,
    stop,
    inHand: () => {
      const requests = server.inFlight();
      return [...(requests > 0 ? [`${requests} HTTP requests`] : []), ...program.inHand()];
    },
  };
}
