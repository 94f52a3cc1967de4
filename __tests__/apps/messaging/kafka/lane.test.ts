import { describe, expect, it } from "@jest/globals";
import { Lane } from "../../../../apps/messaging/kafka/lane.ts";
import type { Entry, Link, PutResult } from "../../../../apps/messaging/kafka/link.ts";
import { defaultTimings } from "../../../../apps/messaging/kafka/timings.ts";
import type { SendResult } from "../../../../apps/messaging/transport.ts";
import { noMetrics } from "../../../../apps/messaging/transport-metrics.ts";

const timings = { ...defaultTimings, lingerMs: 1, firstPauseMs: 1, longestPauseMs: 2 };

/** What kafkajs throws when a broker says no. */
const answer = (type: string) => Object.assign(new Error("no"), { name: "KafkaJSProtocolError", type });

/** A lane to a broker that does with each batch what `fate` says; what arrived, in order, and what was said. */
async function send(
  values: readonly string[],
  fate: (batch: readonly string[]) => PutResult | undefined,
  deliverWithinMs = 5_000,
) {
  const log: string[] = [];
  const puts: number[] = [];
  let underWay = 0;
  const put = async (_: number, entries: readonly Entry[]): Promise<PutResult> => {
    underWay += 1;
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(underWay).toBe(1);
    underWay -= 1;
    const batch = entries.map(({ value }) => value.toString());
    puts.push(batch.length);
    const result = fate(batch) ?? { firstOffset: log.length };
    if ("firstOffset" in result || result.maybeIn) log.push(...batch);
    return result;
  };
  const lane = new Lane(3, { put } as unknown as Link, { ...timings, deliverWithinMs }, noMetrics);
  const results = await Promise.all(
    values.map(
      (text) =>
        new Promise<SendResult>((settle) => {
          const value = Buffer.from(text);
          lane.add({ key: null, value, bytes: value.length, since: performance.now(), settle });
        }),
    ),
  );
  await lane.close();
  return { log, puts, results, statuses: results.map(({ status }) => status) };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));

describe("a lane", () => {
  it("has one batch under way at a time and keeps the order through failures", async () => {
    let failures = 3;
    const fate = () =>
      failures-- > 0 ? { error: answer("NOT_ENOUGH_REPLICAS"), maybeIn: false } : undefined;
    const { log, puts, results } = await send(numbers(1200), fate);
    expect(log).toEqual(numbers(1200));
    expect(puts).toEqual([500, 500, 500, 500, 500, 200]);
    expect(results[777]).toEqual({ status: "acknowledged", position: { partition: "3", offset: "777" } });
  });

  it("refuses the one record of a batch that the broker objects to, and keeps the order of the others", async () => {
    const fate = (batch: readonly string[]) =>
      batch.includes("5") ? { error: answer("MESSAGE_TOO_LARGE"), maybeIn: false } : undefined;
    const { log, results, statuses } = await send(numbers(12), fate);
    expect(log).toEqual(numbers(12).filter((value) => value !== "5"));
    expect(statuses.flatMap((status, index) => (status === "acknowledged" ? [] : [index]))).toEqual([5]);
    expect(results[5]).toEqual({ status: "refused", reason: "MESSAGE_TOO_LARGE: no" });
  });

  it("refuses at once what no repetition helps", async () => {
    const fate = () => ({ error: answer("TOPIC_AUTHORIZATION_FAILED"), maybeIn: false });
    const { puts, statuses } = await send(numbers(3), fate);
    expect([puts, statuses]).toEqual([[3], ["refused", "refused", "refused"]]);
  });

  it("tells what was surely not taken in time from what may have been", async () => {
    const error = new Error("connect ECONNREFUSED");
    const never = await send(["a"], () => ({ error, maybeIn: false }), 40);
    expect(never.results).toEqual([
      { status: "refused", reason: "not delivered in 0.04 s: connect ECONNREFUSED" },
    ]);
    let answers = 0;
    const once = await send(["a"], () => ({ error, maybeIn: answers++ === 0 }), 40);
    expect(once.statuses).toEqual(["unknown"]);
  });
});
