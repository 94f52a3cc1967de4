import type { Logger } from "pino";
import type { ConsumerConfig } from "../messaging/config.ts";
import { reasonOf } from "../messaging/database/reason.ts";
import { HttpProblem, json } from "../messaging/http/answer.ts";
import { EventFeed } from "../messaging/http/events.ts";
import { pageRoutes } from "../messaging/http/page.ts";
import type { Handler, Routes } from "../messaging/http/server.ts";
import type { Metrics } from "../messaging/metrics.ts";
import type { Page } from "../messaging/page/page-files.ts";
import type { Program } from "../messaging/program.ts";
import { deadLetterRoutes } from "./dead-letter-routes.ts";
import { History } from "./history.ts";
import { Intake } from "./intake.ts";
import { LateResults } from "./late-results.ts";
import { createObserver } from "./observer.ts";
import { Reader } from "./reader.ts";
import type { Totals } from "./results.ts";
import { Views } from "./views.ts";
import { Waiting } from "./waiting.ts";

/** A batch is applied in well under a second; one that takes this long is stuck, and only a restart cures that. */
const STUCK_MS = 60_000;

/** Reads the stream in a group, applies each record once, and shows what they add up to. */
export function createConsumer(config: ConsumerConfig, log: Logger, metrics: Metrics, page: Page): Program {
  const results = new LateResults(config, log);
  const intake = new Intake(config.records, results);
  const history = new History();
  const waiting = new Waiting();
  const views = new Views(results);
  const observe = createObserver(metrics, {
    intake,
    waiting,
    lag: () => ({ records: reader.lag, seconds: reader.lagSeconds }),
    partitions: () => reader.partitions,
  });
  const reader = new Reader({
    group: config.consumerGroup,
    instance: config.podName,
    log,
    handle: async (stream, records) => {
      const partition = records[0]?.partition ?? "";
      const before = intake.counts.consumed;
      try {
        observe(await intake.apply(stream, records));
        waiting.applied(partition);
      } catch (error) {
        waiting.failed(partition, reasonOf(error));
        throw error;
      }
      history.count(intake.counts.consumed - before);
      feed.changed();
    },
  });
  const { latency } = intake;
  const counts = () => ({
    ...intake.counts,
    latencyMs: { p50: latency.percentile(0.5), p99: latency.percentile(0.99), count: latency.count },
  });
  /** @param totals of the group; where nothing is kept they are those of this instance */
  const summary = (totals: Totals) => ({
    ...counts(),
    ...totals,
    instance: intake.counts,
    lag: reader.lag,
    group: config.consumerGroup,
    kept: results.kept,
    waiting: [...results.reasons, ...waiting.reasons],
    history: history.seconds,
  });
  const feed = new EventFeed({
    event: "state",
    state: async () => {
      const { totals, ...state } = await views.state();
      return { summary: summary(totals), ...state };
    },
  });
  const seconds = setInterval(() => {
    history.endSecond(Date.now(), reader.lag);
    feed.changed();
  }, 1000);

  const routes: Routes = {
    ...pageRoutes("consumer", page),
    ...orUnavailable({
      "GET /api/summary": async () => json(200, summary(await results.current.totals())),
      "GET /api/ratings": async () => json(200, await views.ratings()),
      "GET /api/people": async () => json(200, await views.people()),
      ...deadLetterRoutes(results, views),
    }),
    "GET /api/events": feed.handler,
  };
  return {
    routes,
    transportMetrics: metrics.transport,
    alive: () =>
      reader.batchMs > STUCK_MS
        ? [`a batch has been in hand for ${Math.round(reader.batchMs / 1000)} s`]
        : [],
    ready: () => {
      const reasons = [...results.reasons, ...waiting.reasons];
      return reasons.length > 0 || reader.isReading ? reasons : ["the stream is not being read"];
    },
    // Whoever cannot keep results takes no partition from those who can.
    connected: (transport) => void results.opened.then(() => reader.start(transport)),
    stopIntake: () => {
      clearInterval(seconds);
      feed.close();
      // What is in hand can be finished while the last requests are answered.
      reader.close().catch((error: unknown) => log.error({ err: error }, "closing the reader failed"));
    },
    finish: async () => {
      await reader.close();
      await results.close();
    },
    inHand: () => (reader.recordsInHand > 0 ? [`${reader.recordsInHand} records not committed`] : []),
    finalCounts: counts,
  };
}

/** Results that cannot be read at the moment are no fault of the program. */
function orUnavailable(routes: Routes): Routes {
  const guard =
    (handler: Handler): Handler =>
    async (request) => {
      try {
        return await handler(request);
      } catch (error) {
        if (error instanceof HttpProblem) throw error;
        throw new HttpProblem({
          status: 503,
          title: "Service Unavailable",
          detail: `The results cannot be read: ${reasonOf(error)}.`,
          headers: { "retry-after": "2" },
        });
      }
    };
  return Object.fromEntries(Object.entries(routes).map(([route, handler]) => [route, guard(handler)]));
}
