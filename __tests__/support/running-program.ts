import { type Logger, pino } from "pino";
import type { ConsumerConfig, ProducerConfig } from "../../apps/messaging/config.ts";
import type { Connect } from "../../apps/messaging/connect.ts";
import { createMetrics, type Metrics } from "../../apps/messaging/metrics.ts";
import { type Program, type RunningProgram, startProgram } from "../../apps/messaging/program.ts";

const common = {
  messaging: {
    messaging: "oci-streaming",
    streamDetailsSecretOcid: "ocid1.vaultsecret.oc1.test.a",
    auth: "config-file",
  },
  records: ["people", "ratings"],
  port: 0,
  host: "127.0.0.1",
  logLevel: "info",
  podName: "pod-0",
  drainSeconds: 5,
} as const;

export const producerConfig: ProducerConfig = { ...common, samplesPerSecond: 0, requestSeconds: 30 };
export const consumerConfig: ConsumerConfig = { ...common, consumerGroup: "tests" };

export const emptyPage = { html: "<!doctype html>", css: "", script: "" };

export interface LogLine {
  readonly msg: string;
  readonly [property: string]: unknown;
}

/** A program that runs in this process and listens on a free port. */
export interface Started extends RunningProgram {
  readonly url: string;
  readonly lines: readonly LogLine[];
  /** Resolves with the first line that has this message. */
  logged(message: string): Promise<LogLine>;
}

export async function start<Config extends ProducerConfig | ConsumerConfig>(
  create: (config: Config, log: Logger, metrics: Metrics) => Program,
  config: Config,
  connect: Connect,
): Promise<Started> {
  const lines: LogLine[] = [];
  const log = pino({ base: {} }, { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) });
  const metrics = createMetrics({ version: "1.2.3", revision: "abc" });
  const running = await startProgram(create(config, log, metrics), { config, log, metrics, connect });
  const find = (message: string) => lines.find(({ msg }) => msg === message);
  return {
    ...running,
    url: `http://127.0.0.1:${running.port}`,
    lines,
    logged: async (message) => {
      await until(() => find(message) !== undefined, `the log line "${message}"`);
      return find(message) as LogLine;
    },
  };
}

/** Waits until `condition` holds; names `what` when it does not within the time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 10_000,
): Promise<void> {
  for (const end = Date.now() + withinMs; !(await condition()); ) {
    if (Date.now() > end) throw new Error(`Waited ${withinMs} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** GET, as JSON. */
export async function getJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

/** POST, or another method, of a JSON body; the answer with its body parsed. */
export async function sendJson(
  url: string,
  body: unknown,
  { method = "POST", type = "application/json" }: { readonly method?: string; readonly type?: string } = {},
): Promise<{
  readonly status: number;
  readonly type: string | null;
  readonly body: Record<string, unknown>;
}> {
  const response = await fetch(url, {
    method,
    headers: { "content-type": type },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  return { status: response.status, type: response.headers.get("content-type"), body: answer };
}
