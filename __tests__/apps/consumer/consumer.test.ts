import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createConsumer } from "../../../apps/consumer/consumer.ts";
import type { ConsumerConfig } from "../../../apps/messaging/config.ts";
import { encodeEvent, newEvent } from "../../../apps/messaging/records/cloud-event.ts";
import { MemoryTransport } from "../../support/memory-transport.ts";
import {
  consumerConfig,
  emptyPage,
  getJson,
  type Started,
  start,
  until,
} from "../../support/running-program.ts";

interface Summary {
  readonly consumed: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  readonly lag: number | null;
  readonly history: readonly { readonly records: number }[];
}

let stream: MemoryTransport;
let consumer: Started;
let stopped: boolean;

async function run(change: Partial<ConsumerConfig> = {}): Promise<void> {
  stopped = false;
  consumer = await start(
    (config: ConsumerConfig, log, metrics) => createConsumer(config, log, metrics, emptyPage),
    { ...consumerConfig, ...change },
    async () => stream,
  );
  await until(async () => (await fetch(`${consumer.url}/readyz`)).ok, "the consumer to be ready");
}

async function stop(): Promise<void> {
  stopped = true;
  await consumer.stop();
}

const summary = () => getJson<Summary>(`${consumer.url}/api/summary`);
const person = (name: string, age: number) =>
  newEvent("/tests", { kind: "people", data: { name, age, comment: `${age}` } });
const rating = (voice1: string, voice2: string, value: 0 | 1 | 2) =>
  newEvent("/tests", { kind: "ratings", data: { battle: "b", voice1, voice2, rating: value } });

async function committed(records: number): Promise<void> {
  await until(() => stream.committed === records, `${records} committed records`);
}

beforeEach(() => {
  stream = new MemoryTransport();
});

afterEach(async () => {
  if (!stopped) await stop();
});

describe("the consumer", () => {
  it("keeps one row a name: the latest record, and when the first and the latest came", async () => {
    await run();
    const [first, other, last] = [person("Ada", 36), person("Bela", 5), person("Ada", 37)];
    for (const event of [first, other, last])
      stream.put(encodeEvent({ ...event, time: Date.parse("2026-01-01") }));
    stream.put(encodeEvent({ ...person("Ada", 38), time: Date.parse("2026-01-02") }));
    await committed(4);
    expect(await getJson(`${consumer.url}/api/people`)).toEqual({
      total: 2,
      people: [
        {
          name: "Ada",
          age: 38,
          comment: "38",
          created: "2026-01-01T00:00:00.000Z",
          changed: "2026-01-02T00:00:00.000Z",
        },
        {
          name: "Bela",
          age: 5,
          comment: "5",
          created: "2026-01-01T00:00:00.000Z",
          changed: "2026-01-01T00:00:00.000Z",
        },
      ],
    });
  });

  it("counts a rating for both voices and lists the best first", async () => {
    await run();
    for (const event of [rating("A", "B", 2), rating("B", "C", 1), rating("C", "A", 2)])
      stream.put(encodeEvent(event));
    await committed(3);
    expect(await getJson(`${consumer.url}/api/ratings`)).toEqual({
      battles: 3,
      total: 3,
      voices: [
        { voice: "A", total: 4, ratings: 2 },
        { voice: "B", total: 3, ratings: 2 },
        { voice: "C", total: 3, ratings: 2 },
      ],
    });
  });

  it("applies what comes again only once: by source and id, or by position for the bare forms", async () => {
    const event = encodeEvent(rating("A", "B", 2));
    stream.put(event);
    stream.put(event);
    stream.put("b|C|D|1");
    stream.put("b|C|D|1");
    stream.put("unreadable");
    await run();
    await committed(5);
    expect(await summary()).toMatchObject({ consumed: 3, duplicates: 1, deadLetters: 1 });

    // A rebalance before the commit arrived: everything is delivered again.
    stream.committed = 0;
    stream.readError = new Error("the partitions were taken away");
    stream.wake();
    await committed(5);
    expect(await summary()).toMatchObject({ consumed: 3, duplicates: 6, deadLetters: 1 });
  });

  it("puts what it cannot read aside, with position and reason, and reads on", async () => {
    await run({ records: ["ratings"] });
    stream.put("hello");
    stream.put(Buffer.from([0xff, 0x00]));
    stream.put(encodeEvent(person("Ada", 36)));
    stream.put("é".repeat(4000));
    stream.put("b|A|B|2");
    await committed(5);
    const { total, deadLetters } = await getJson<{ total: number; deadLetters: { value: string }[] }>(
      `${consumer.url}/api/dead-letters`,
    );
    expect([total, (await summary()).consumed]).toEqual([4, 1]);
    const receivedAt = expect.stringMatching(/Z$/);
    const common = { stream: "stream-1", partition: "0", key: null, resent: null, receivedAt };
    const form = "a record must be a CloudEvent, a person as JSON or battle|voice1|voice2|rating";
    expect(deadLetters).toEqual([
      {
        id: "4",
        ...common,
        offset: "3",
        reason: form,
        value: "é".repeat(2048),
        encoding: "utf8",
        bytes: 8000,
      },
      expect.objectContaining({ offset: "2", reason: "the kind must be ratings, got people" }),
      {
        id: "2",
        ...common,
        offset: "1",
        reason: "a record must be UTF-8 text",
        value: "/wA=",
        encoding: "base64",
        bytes: 2,
      },
      { id: "1", ...common, offset: "0", reason: form, value: "hello", encoding: "utf8", bytes: 5 },
    ]);
  });

  it("answers before there is anything to show", async () => {
    await run();
    expect(await getJson(`${consumer.url}/api/ratings`)).toEqual({ battles: 0, total: 0, voices: [] });
    expect(await getJson(`${consumer.url}/api/people`)).toEqual({ total: 0, people: [] });
    expect(await getJson(`${consumer.url}/api/dead-letters`)).toEqual({
      total: 0,
      waiting: 0,
      deadLetters: [],
      next: null,
    });
    expect(await summary()).toEqual({
      consumed: 0,
      duplicates: 0,
      deadLetters: 0,
      latencyMs: { p50: 0, p99: 0, count: 0 },
      lag: 0,
      group: "tests",
      kept: false,
      instance: { consumed: 0, duplicates: 0, deadLetters: 0 },
      waiting: [],
      history: expect.any(Array),
    });
  });

  it("measures the time from the making of a record to its effect", async () => {
    await run();
    stream.put(encodeEvent({ ...person("Ada", 36), time: Date.now() - 5000 }));
    stream.put(JSON.stringify({ name: "Bela", age: 5, comment: "has no time" }));
    await committed(2);
    const { latencyMs } = await getJson<{ latencyMs: { p50: number; count: number } }>(
      `${consumer.url}/api/summary`,
    );
    expect(latencyMs.count).toBe(1);
    expect(latencyMs.p50).toBeGreaterThan(4900);
    expect(latencyMs.p50).toBeLessThan(7000);
    const metrics = await (await fetch(`${consumer.url}/metrics`)).text();
    expect(metrics).toContain("\nmillrace_records_consumed_total 2\n");
    expect(metrics).toContain("\nmillrace_end_to_end_latency_seconds_count 1\n");
    expect(metrics).toContain("\nmillrace_consumer_lag_records 0\n");
  });

  it("sends its whole state to whoever watches", async () => {
    await run();
    stream.put("b|A|B|2");
    await committed(1);
    const { body } = await fetch(`${consumer.url}/api/events`);
    const { value = new Uint8Array() } = (await body?.getReader().read()) ?? {};
    const [name, data = ""] = new TextDecoder().decode(value).trim().split("\ndata: ");
    expect(name).toBe("event: state");
    expect(JSON.parse(data)).toMatchObject({
      summary: { consumed: 1, group: "tests", kept: false },
      ratings: { battles: 1, voices: [{ voice: "A" }, { voice: "B" }] },
      people: { total: 0, people: [] },
      deadLetters: { total: 0, deadLetters: [] },
    });
  });

  it("reads again, and says so, when reading fails", async () => {
    await run();
    stream.readError = new Error("the stream is gone");
    stream.wake();
    await consumer.logged("reading failed");
    expect(await getJson(`${consumer.url}/readyz`)).toEqual({
      ready: false,
      reasons: ["the stream is not being read"],
    });
    stream.put("b|A|B|2");
    await committed(1);
    expect((await fetch(`${consumer.url}/readyz`)).status).toBe(200);
  });

  it("is not ready while the stream does not answer", async () => {
    await run();
    stream.connected = false;
    expect(await getJson(`${consumer.url}/readyz`)).toEqual({
      ready: false,
      reasons: ["the stream does not answer"],
    });
    expect((await fetch(`${consumer.url}/healthz`)).status).toBe(200);
  });

  it("logs its counts at a stop and lets go of the stream", async () => {
    await run();
    for (const value of ["b|A|B|2", "b|A|B|2", "junk"]) stream.put(value);
    await committed(3);
    await stop();
    expect(await consumer.logged("stopped")).toMatchObject({
      consumed: 2,
      duplicates: 0,
      deadLetters: 1,
      latencyMs: { p50: 0, p99: 0, count: 0 },
    });
    expect(stream.closed).toBe(true);
  });
});
