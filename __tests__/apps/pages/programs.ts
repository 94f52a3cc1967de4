import { pino } from "pino";
import { createConsumer } from "../../../apps/consumer/consumer.ts";
import consumerScript from "../../../apps/consumer/page/page.client.js";
import consumerCss from "../../../apps/consumer/page/page.css";
import consumerHtml from "../../../apps/consumer/page/page.html";
import type { ConsumerConfig, ProducerConfig } from "../../../apps/messaging/config.ts";
import { createMetrics, type Metrics } from "../../../apps/messaging/metrics.ts";
import { type Program, type RunningProgram, startProgram } from "../../../apps/messaging/program.ts";
import { version } from "../../../apps/messaging/version.ts";
import producerScript from "../../../apps/producer/page/page.client.js";
import producerCss from "../../../apps/producer/page/page.css";
import producerHtml from "../../../apps/producer/page/page.html";
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
export function serveProducer(
  stream: MemoryStream,
  port = 0,
  change: Partial<ProducerConfig> = {},
): Promise<Served> {
  const config: ProducerConfig = { ...common, port, samplesPerSecond: 0, requestSeconds: 30, ...change };
  const metrics = createMetrics(version);
  const page = { html: producerHtml, css: producerCss, script: producerScript };
  return serve(createProducer(config, log, metrics, page), config, metrics, stream);
}

/** The real consumer over HTTP; a new one begins with the first record of the stream. */
export function serveConsumer(stream: MemoryStream, port = 0): Promise<Served> {
  const config: ConsumerConfig = { ...common, port, consumerGroup: "page-tests" };
  const metrics = createMetrics(version);
  const page = { html: consumerHtml, css: consumerCss, script: consumerScript };
  return serve(createConsumer(config, log, metrics, page), config, metrics, stream);
}

async function serve(
  program: Program,
  config: ProducerConfig | ConsumerConfig,
  metrics: Metrics,
  stream: MemoryStream,
): Promise<Served> {
  const running = await startProgram(program, { config, log, metrics, connect: async () => stream });
  return { ...running, url: `http://127.0.0.1:${running.port}/` };
}
