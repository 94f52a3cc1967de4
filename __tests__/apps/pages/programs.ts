import { pino } from "pino";
import type { ProducerConfig } from "../../../apps/messaging/config.ts";
import { createMetrics } from "../../../apps/messaging/metrics.ts";
import { type RunningProgram, startProgram } from "../../../apps/messaging/program.ts";
import { version } from "../../../apps/messaging/version.ts";
import script from "../../../apps/producer/page/page.client.js";
import css from "../../../apps/producer/page/page.css";
import html from "../../../apps/producer/page/page.html";
import { createProducer } from "../../../apps/producer/producer.ts";
import type { MemoryStream } from "./memory-stream.ts";

const log = pino({ level: "silent" });

const common = {
  messaging: { messaging: "oci-streaming", streamDetailsSecretOcid: "not asked for", auth: "config-file" },
  records: ["people", "ratings"],
  host: "127.0.0.1",
  logLevel: "silent",
  podName: "page-test",
  drainSeconds: 5,
} as const;

export interface Served extends RunningProgram {
  readonly url: string;
}

/** The real producer over HTTP, on any free port unless told. */
export async function serveProducer(stream: MemoryStream, port = 0): Promise<Served> {
  const config: ProducerConfig = { ...common, port, samplesPerSecond: 0 };
  const metrics = createMetrics(version);
  const program = createProducer(config, log, metrics, { html, css, script });
  return served(await startProgram(program, { config, log, metrics, connect: async () => stream }));
}

function served(running: RunningProgram): Served {
  return { ...running, url: `http://127.0.0.1:${running.port}/` };
}
