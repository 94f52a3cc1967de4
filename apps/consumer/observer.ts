import { Counter, Gauge, Histogram } from "prom-client";
import { latencyBuckets, type Metrics } from "../messaging/metrics.ts";
import type { Intake } from "./intake.ts";
import type { Waiting } from "./waiting.ts";

export interface Observed {
  readonly intake: Intake;
  readonly waiting: Waiting;
  readonly lag: () => number | null;
}

/** Metrics of this instance; the result notes the latencies, in seconds, of a batch. */
export function createObserver(
  { registry }: Metrics,
  { intake, waiting, lag }: Observed,
): (latencies: readonly number[]) => void {
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
  new Gauge({
    name: "millrace_partitions_waiting",
    help: "Partitions whose batch could not be applied and is tried again, as while the database is away.",
    registers,
    collect() {
      this.set(waiting.partitions);
    },
  });
  new Gauge({
    name: "millrace_consumer_lag_records",
    help: "Records not read yet, over the partitions of this instance; absent while unknown.",
    registers,
    collect() {
      const known = lag();
      if (known === null) this.remove();
      else this.set(known);
    },
  });
  const latency = new Histogram({
    name: "millrace_end_to_end_latency_seconds",
    help: "From the making of a record to its effect.",
    buckets: latencyBuckets,
    registers,
  });
  return (latencies) => {
    for (const seconds of latencies) latency.observe(seconds);
  };
}
