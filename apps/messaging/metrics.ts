import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type OpenMetricsContentType,
  Registry,
} from "prom-client";
import type { TransportMetrics } from "./transport-metrics.ts";
import type { Version } from "./version.ts";

/** Metrics of one program, in a registry of its own so that two programs can share a process. */
export interface Metrics {
  /** Of OpenMetrics, which alone has exemplars; {@link exposition} gives it to those who read the older text as well. */
  readonly registry: Registry<OpenMetricsContentType>;
  readonly transport: TransportMetrics;
}

/** From a put on the same machine to one that waited out a throttled partition. */
export const latencyBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics({ version, revision }: Version): Metrics {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "millrace_build_info",
    help: "Always 1; the labels say what is running.",
    labelNames: ["version", "revision"],
    registers,
  }).set({ version, revision }, 1);
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, buckets, registers });
  const sent = counter("millrace_records_sent_total", "Records put on the wire.");
  const acknowledged = counter("millrace_records_acknowledged_total", "Records that the stream took.");
  const refused = counter("millrace_records_refused_total", "Records that the stream did not take.");
  const retried = counter("millrace_records_retried_total", "Attempts after the first, one for each record.");
  const unknown = counter("millrace_records_unknown_total", "Records whose answer never came.");
  const put = histogram("millrace_put_duration_seconds", "Time of one put to the stream.", latencyBuckets);
  const commit = histogram("millrace_commit_duration_seconds", "Time of one commit.", latencyBuckets);
  const batch = histogram(
    "millrace_batch_records",
    "Records in one put.",
    [1, 2, 5, 10, 20, 50, 100, 200, 500],
  );
  return {
    registry,
    transport: {
      sent: (records) => sent.inc(records),
      acknowledged: (records) => acknowledged.inc(records),
      refused: (records) => refused.inc(records),
      retried: (records) => retried.inc(records),
      unknown: (records) => unknown.inc(records),
      putSeconds: (seconds) => put.observe(seconds),
      commitSeconds: (seconds) => commit.observe(seconds),
      batchSize: (records) => batch.observe(records),
    },
  };
}
