import { Counter, Gauge, Histogram } from "prom-client";
import { latencyBuckets, type Metrics } from "../messaging/metrics.ts";
import type { Intake, Latencies } from "./intake.ts";
import type { Waiting } from "./waiting.ts";

export interface Observed {
  readonly intake: Intake;
  readonly waiting: Waiting;
  /** In records and in seconds; null while unknown. */
  readonly lag: () => { readonly records: number | null; readonly seconds: number | null };
  /** Partitions that this instance has; undefined while unknown. */
  readonly partitions: () => number | undefined;
}

/** Metrics of this instance; the result notes the latencies of a batch. */
export function createObserver(
  { registry }: Metrics,
  { intake, waiting, lag, partitions }: Observed,
): (latencies: Latencies) => void {
  const registers = [registry];
  const counter = (name: string, help: string, total: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(total());
      },
    });
  counter("millrace_records_consumed_total", "Records applied.", () => intake.counts.consumed);
  counter(
    "millrace_duplicates_total",
    "Records that had been applied before.",
    () => intake.counts.duplicates,
  );
  counter("millrace_dead_letters_total", "Records that could not be read.", () => intake.counts.deadLetters);
  const gauge = (name: string, help: string, value: () => number | null | undefined) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        const known = value();
        if (typeof known === "number") this.set(known);
        else this.remove();
      },
    });
  gauge(
    "millrace_partitions_waiting",
    "Partitions whose batch could not be applied and is tried again, as while the database is away.",
    () => waiting.partitions,
  );
  gauge(
    "millrace_consumer_lag_records",
    "Records not read yet, over the partitions of this instance; absent while unknown.",
    () => lag().records,
  );
  gauge(
    "millrace_consumer_lag_seconds",
    "Age of the batch in hand, else of the last one while more waits; 0 when nothing waits.",
    () => lag().seconds,
  );
  gauge(
    "millrace_consumer_partitions",
    "Partitions assigned to this instance; absent while unknown, and with an engine that does not tell.",
    partitions,
  );
  const latency = new Histogram({
    name: "millrace_end_to_end_latency_seconds",
    help: "From the making of a record to its effect.",
    buckets: latencyBuckets,
    enableExemplars: true,
    registers,
  });
  return ({ seconds, traced }) => {
    for (const [index, value] of seconds.entries()) {
      const exemplarLabels = index === traced?.index && { exemplarLabels: { ...traced.exemplar } };
      latency.observe({ labels: {}, value, ...exemplarLabels });
    }
  };
}
