import type { Logger } from "pino";
import { Counter, Gauge, Histogram } from "prom-client";
import type { ProducerConfig } from "../messaging/config.ts";
import { json } from "../messaging/http/answer.ts";
import { readJson } from "../messaging/http/body.ts";
import { EventFeed } from "../messaging/http/events.ts";
import { pageRoutes } from "../messaging/http/page.ts";
import type { HttpRequest, Routes } from "../messaging/http/server.ts";
import { latencyBuckets, type Metrics } from "../messaging/metrics.ts";
import type { Page } from "../messaging/page/page-files.ts";
import { MAX_SAMPLES_PER_SECOND } from "../messaging/producer-config.ts";
import type { Program } from "../messaging/program.ts";
import { isObject, show } from "../messaging/records/checks.ts";
import { Budget } from "./budget.ts";
import { createDoor } from "./door.ts";
import { budgetLimits } from "./memory-limits.ts";
import { badRequest } from "./read-records.ts";
import { RecordRequests } from "./record-requests.ts";
import { createSamples, SampleSource } from "./sample-source.ts";
import { Sender } from "./sender.ts";

const MAX_SAMPLES_PER_REQUEST = 1000;

/** Longer than any retry takes: a send that waits longer has been forgotten, and only a restart cures that. */
const STUCK_MS = 10 * 60_000;

/** Takes records over HTTP, makes samples on demand, and sends both to the stream. */
export function createProducer(config: ProducerConfig, log: Logger, metrics: Metrics, page: Page): Program {
  const source = `/millrace/producer/${encodeURIComponent(config.podName)}`;
  const makeSamples = createSamples(config.records, source);
  let retried = 0;
  const budget = new Budget(budgetLimits(config));
  const durations = new Histogram({
    name: "millrace_send_duration_seconds",
    help: "From the handover of a request's records until the fate of each is known.",
    buckets: latencyBuckets,
    enableExemplars: true,
    registers: [metrics.registry],
  });
  const sender = new Sender(budget, log, durations, () => feed.changed());
  const requests = new RecordRequests({
    sender,
    kinds: config.records,
    source,
    seconds: config.requestSeconds,
  });
  const door = createDoor(config, log);
  const samples = new SampleSource(sender, makeSamples);
  samples.perSecond = config.samplesPerSecond;
  const summary = () => ({
    ...sender.sent.counts,
    retried,
    samplesPerSecond: samples.perSecond,
    records: config.records,
    needsToken: door.needsToken,
    recent: sender.sent.recent,
  });
  const feed = new EventFeed({ event: "summary", state: summary });
  new Gauge({
    name: "millrace_records_in_hand",
    help: "Records handed to the transport whose fate is not known yet.",
    registers: [metrics.registry],
    collect() {
      this.set(sender.sent.inHand);
    },
  });
  new Counter({
    name: "millrace_records_produced_total",
    help: "Records handed to the transport.",
    registers: [metrics.registry],
    collect() {
      this.reset();
      this.inc(sender.sent.counts.produced);
    },
  });

  const routes: Routes = {
    ...pageRoutes("producer", page),
    "POST /records": async (request) => requests.answer(request, await door.enter(request)),
    "POST /samples": async (request) => {
      await door.enter(request);
      const count = await readNumber(request, "count", 1, MAX_SAMPLES_PER_REQUEST);
      if (!Number.isInteger(count)) throw badRequest(`count must be a whole number, got ${count}.`);
      await requests.sendAll(makeSamples(count));
      return json(202, { acknowledged: count });
    },
    "GET /api/sample-rate": () => json(200, { perSecond: samples.perSecond }),
    "PUT /api/sample-rate": async (request) => {
      await door.enter(request);
      samples.perSecond = await readNumber(request, "perSecond", 0, MAX_SAMPLES_PER_SECOND);
      log.info({ perSecond: samples.perSecond }, "sample rate set");
      feed.changed();
      return json(200, { perSecond: samples.perSecond });
    },
    "GET /api/summary": () => json(200, summary()),
    "GET /api/events": feed.handler,
  };

  return {
    routes,
    transportMetrics: {
      ...metrics.transport,
      retried: (records) => {
        retried += records;
        metrics.transport.retried(records);
        feed.changed();
      },
    },
    alive: () =>
      sender.oldestMs > STUCK_MS
        ? [`a send has had no answer for ${Math.round(sender.oldestMs / 1000)} s`]
        : [],
    ready: () => door.ready(),
    connected: (transport) => sender.connected(transport),
    stopIntake: () => {
      samples.close();
      door.close();
      feed.close();
    },
    finish: () => sender.close(),
    inHand: () => (sender.sent.inHand > 0 ? [`${sender.sent.inHand} records without an answer`] : []),
    finalCounts: () => sender.sent.counts,
  };
}

async function readNumber(request: HttpRequest, property: string, min: number, max: number): Promise<number> {
  const { value } = await readJson(request.message, ["application/json"]);
  const number = isObject(value) ? value[property] : undefined;
  if (typeof number !== "number" || number < min || number > max) {
    throw badRequest(`${property} must be a number from ${min} to ${max}, got ${show(number)}.`);
  }
  return number;
}
