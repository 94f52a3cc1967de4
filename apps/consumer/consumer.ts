import type { Logger } from "pino";
import { Counter, Gauge, Histogram } from "prom-client";
import type { ConsumerConfig } from "../messaging/config.ts";
import { json } from "../messaging/http/answer.ts";
import { EventFeed } from "../messaging/http/events.ts";
import { pageRoutes } from "../messaging/http/page.ts";
import type { Routes } from "../messaging/http/server.ts";
import { latencyBuckets, type Metrics } from "../messaging/metrics.ts";
import type { Page } from "../messaging/page/page-files.ts";
import type { Program } from "../messaging/program.ts";
import { shorten } from "../messaging/records/shorten.ts";
import type { ReceivedRecord } from "../messaging/transport.ts";
import { History } from "./history.ts";
import { Intake } from "./intake.ts";
import { Reader } from "./reader.ts";

/** A batch is applied in well under a second; one that takes this long is stuck, and only a restart cures that. */
const STUCK_MS = 60_000;

const PEOPLE_IN_EVENT = 50;
const DEAD_LETTERS_IN_EVENT = 20;

/** Reads the stream in a group, applies each record once, and shows what they add up to. */
export function createConsumer(config: ConsumerConfig, log: Logger, metrics: Metrics, page: Page): Program {
  const intake = new Intake(config.records);
  const history = new History();
  const observe = createObserver(metrics, intake, () => reader.lag);
  const reader = new Reader({
    group: config.consumerGroup,
    instance: config.podName,
    log,
    handle: (records: readonly ReceivedRecord[]) => {
      const before = intake.consumed;
      observe(intake.apply(records));
      history.count(intake.consumed - before);
      feed.changed();
    },
  });
  const { store, deadLetters, latency } = intake;
  const counts = () => ({
    consumed: intake.consumed,
    duplicates: intake.duplicates,
    deadLetters: deadLetters.total,
    latencyMs: { p50: latency.percentile(0.5), p99: latency.percentile(0.99), count: latency.count },
  });
  const summary = () => ({
    ...counts(),
    lag: reader.lag,
    group: config.consumerGroup,
    kept: false,
    history: history.seconds,
  });
  const listDeadLetters = (count?: number) => ({
    total: deadLetters.total,
    deadLetters: deadLetters.latest(count),
  });
  const feed = new EventFeed({
    event: "state",
    state: () => {
      const { total, people } = store.people(PEOPLE_IN_EVENT);
      return {
        summary: summary(),
        ratings: store.ratings(),
        people: { total, people: people.map(shorten) },
        deadLetters: listDeadLetters(DEAD_LETTERS_IN_EVENT),
      };
    },
  });
  const seconds = setInterval(() => {
    history.endSecond(Date.now(), reader.lag);
    feed.changed();
  }, 1000);

  const routes: Routes = {
    ...pageRoutes(page),
    "GET /api/summary": () => json(200, summary()),
    "GET /api/ratings": () => json(200, store.ratings()),
    "GET /api/people": () => json(200, store.people()),
    "GET /api/dead-letters": () => json(200, listDeadLetters()),
    "GET /api/events": feed.handler,
  };
  return {
    routes,
    transportMetrics: metrics.transport,
    alive: () =>
      reader.batchMs > STUCK_MS
        ? [`a batch has been in hand for ${Math.round(reader.batchMs / 1000)} s`]
        : [],
    ready: () => (reader.isReading ? [] : ["the stream is not being read"]),
    connected: (transport) => reader.start(transport),
    stopIntake: () => {
      clearInterval(seconds);
      feed.close();
      // What is in hand can be finished while the last requests are answered.
      reader.close().catch((error: unknown) => log.error({ err: error }, "closing the reader failed"));
    },
    finish: () => reader.close(),
    inHand: () => (reader.recordsInHand > 0 ? [`${reader.recordsInHand} records not committed`] : []),
    finalCounts: counts,
  };
}

/** Metrics of the consumer; the result notes the latencies, in seconds, of a batch. */
function createObserver(
  { registry }: Metrics,
  intake: Intake,
  lag: () => number | null,
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
  counter("millrace_records_consumed_total", "Records applied.", () => intake.consumed);
  counter("millrace_duplicates_total", "Records that had been applied before.", () => intake.duplicates);
  counter("millrace_dead_letters_total", "Records that could not be read.", () => intake.deadLetters.total);
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
