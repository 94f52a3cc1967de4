import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Fault } from "../../../../sandbox/oci/faults.ts";
import type { OciSandbox } from "../../../../sandbox/oci/server.ts";
import { byKey, numbered, statuses, texts } from "../../../support/transport-contract.ts";
import { newStream, type OciStream, startSandbox } from "./oci-stream.ts";

let sandbox: OciSandbox;
let stream: OciStream;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => {
  stream = newStream(sandbox);
});
afterEach(() => stream.close());

const operation = "PutMessages";

describe("the producer loses nothing and keeps the order of each key", () => {
  const cases: readonly (readonly [what: string, faults: Fault[], duplicates: "possible" | "none"])[] = [
    ["every entry is throttled", [{ kind: "throttle", operation, count: 3, milliseconds: 20 }], "none"],
    [
      "half of the entries of each put fail",
      [{ kind: "refuse", operation, fraction: 0.5, count: 40 }],
      "none",
    ],
    ["two of three entries fail", [{ kind: "refuse", operation, fraction: 0.67, count: 40 }], "none"],
    ["a put is answered 500", [{ kind: "status", operation, count: 4 }], "none"],
    ["a put is answered 503", [{ kind: "status", operation, status: 503, count: 4 }], "none"],
    ["a put is answered 429", [{ kind: "status", operation, status: 429, count: 4 }], "none"],
    ["a put is never answered", [{ kind: "hang", operation, count: 2 }], "none"],
    ["answers are slow", [{ kind: "latency", operation, milliseconds: 60, count: 6 }], "none"],
    ["answers come too late", [{ kind: "latency", operation, milliseconds: 400, count: 2 }], "possible"],
    ["the connection is cut after the work", [{ kind: "drop", operation, count: 3 }], "possible"],
    ["the credential is refused once", [{ kind: "unauthenticated", operation, count: 1 }], "none"],
    ["the credential is refused for a while", [{ kind: "unauthenticated", operation, count: 7 }], "none"],
    ["the stream is not found for a while", [{ kind: "status", operation, status: 404, count: 4 }], "none"],
  ];

  it.each(cases)("when %s", async (_, faults, duplicates) => {
    const transport = await stream.connect();
    const producer = transport.createProducer();
    const sent = numbered(240, 9);
    sandbox.faults.set(...faults);
    const results = await Promise.all(
      Array.from({ length: 24 }, (_, index) => producer.send(sent.slice(index * 10, index * 10 + 10))),
    );
    expect(statuses(results.flat())).toEqual(["acknowledged"]);
    const stored = sandbox.records(stream.streamId);
    expect(new Set(texts(stored))).toEqual(new Set(texts(sent)));
    const copies = stored.length - sent.length;
    if (duplicates === "none") expect(copies).toBe(0);
    else expect(copies).toBeGreaterThan(0);
    // A duplicate repeats what its key had last, so each key's order holds once repeats are left out.
    const first = [...new Map(stored.map((record) => [record.value.toString(), record])).values()];
    expect(byKey(first)).toEqual(byKey(sent));
    expect(transport.isConnected()).toBe(true);
  });

  it("holds back only the key whose entry failed", async () => {
    const producer = (await stream.connect({ firstPauseMs: 200, longestPauseMs: 200 })).createProducer();
    sandbox.faults.set({ kind: "refuse", operation, fraction: 0.5, count: 1 });
    const started = performance.now();
    const took = async (key: string) => {
      await producer.send([{ key, value: Buffer.from(key) }]);
      return performance.now() - started;
    };
    // Of the first put the second entry fails.
    const [a, b, nextOfA] = await Promise.all([took("a"), took("b"), took("a")]);
    expect(b).toBeGreaterThan(100);
    expect(a).toBeLessThan(100);
    expect(nextOfA).toBeLessThan(100);
  });

  it("waits as long as a throttled entry says", async () => {
    const producer = (await stream.connect()).createProducer();
    sandbox.faults.set({ kind: "throttle", operation, count: 1, milliseconds: 150 });
    const started = performance.now();
    expect(statuses(await producer.send(numbered(5, 5)))).toEqual(["acknowledged"]);
    expect(performance.now() - started).toBeGreaterThan(145);
    expect(performance.now() - started).toBeLessThan(400);
  });
});

describe("the producer says what became of a record that it could not deliver", () => {
  const timings = { deliverWithinMs: 250, requestTimeoutMs: 100 };

  it("is refused when the stream said no to every attempt", async () => {
    const producer = (await stream.connect(timings)).createProducer();
    sandbox.faults.set({ kind: "throttle", operation });
    const [result] = await producer.send(numbered(1, 1));
    expect(result).toEqual({
      status: "refused",
      reason: expect.stringMatching(/^not delivered in 0.25 s: 429: Request was throttled/),
    });
  });

  it("is refused when nothing listens", async () => {
    const lonely = await startSandbox();
    const transport = await newStream(lonely).connect(timings);
    await lonely.close();
    const [result] = await transport.createProducer().send(numbered(1, 1));
    await transport.close();
    expect(result).toEqual({ status: "refused", reason: expect.stringContaining("ECONNREFUSED") });
  });

  it("is unknown when an answer never came", async () => {
    const producer = (await stream.connect(timings)).createProducer();
    sandbox.faults.set({ kind: "hang", operation });
    const [result] = await producer.send(numbered(1, 1));
    expect(result).toEqual({ status: "unknown", reason: expect.stringContaining("no answer in 100 ms") });
  });

  it("is unknown when one attempt had no answer and the others were refused", async () => {
    const producer = (await stream.connect(timings)).createProducer();
    sandbox.faults.set({ kind: "hang", operation, count: 1 }, { kind: "throttle", operation });
    expect(statuses(await producer.send(numbered(1, 1)))).toEqual(["unknown"]);
  });

  it("is refused when its key is longer than the service takes", async () => {
    const producer = (await stream.connect()).createProducer();
    const results = await producer.send([
      { key: "k".repeat(257), value: Buffer.from("x") },
      { key: "k".repeat(256), value: Buffer.from("x") },
    ]);
    expect(results.map(({ status }) => status)).toEqual(["refused", "acknowledged"]);
    expect(results[0]).toMatchObject({ reason: "the key is 257 bytes, at most 256 are allowed" });
  });

  it("does not keep a close waiting for ever", async () => {
    const producer = (await stream.connect(timings)).createProducer();
    sandbox.faults.set({ kind: "hang", operation });
    const sending = producer.send(numbered(700, 3));
    await producer.close();
    expect(statuses(await sending).sort()).toEqual(["refused", "unknown"]);
  });
});

describe("the producer batches", () => {
  it("puts many records into few requests", async () => {
    const batches: number[] = [];
    const counted = { sent: 0, acknowledged: 0, retried: 0 };
    const transport = await stream.connect(
      {},
      {
        sent: (n) => {
          counted.sent += n;
        },
        acknowledged: (n) => {
          counted.acknowledged += n;
        },
        retried: (n) => {
          counted.retried += n;
        },
        batchSize: (n) => void batches.push(n),
        refused() {},
        unknown() {},
        putSeconds() {},
        commitSeconds() {},
      },
    );
    await transport.createProducer().send(numbered(2_000, 2_000));
    expect(counted).toEqual({ sent: 2_000, acknowledged: 2_000, retried: 0 });
    expect(Math.max(...batches)).toBe(500);
    expect(batches.length).toBeLessThanOrEqual(5);
  });

  it("never makes a request larger than the service takes", async () => {
    const producer = (await stream.connect()).createProducer();
    const records = Array.from({ length: 12 }, (_, index) => ({
      key: `${index}`,
      value: Buffer.alloc(300_000),
    }));
    expect(statuses(await producer.send(records))).toEqual(["acknowledged"]);
  });

  it("sends a single record without waiting for others", async () => {
    const producer = (await stream.connect({ lingerMs: 10 })).createProducer();
    const started = performance.now();
    await producer.send(numbered(1, 1));
    expect(performance.now() - started).toBeLessThan(100);
  });
});

describe("the producer keeps below a partition's 1 MB a second", () => {
  it("so that the service refuses no entry, and wastes little of it", async () => {
    const limited = await startSandbox({ unlimited: false });
    try {
      const flow = newStream(limited, 1);
      let retried = 0;
      const transport = await flow.connect(
        { bytesPerSecond: 980_000 },
        {
          sent() {},
          acknowledged() {},
          retried: (n) => {
            retried += n;
          },
          refused() {},
          unknown() {},
          putSeconds() {},
          commitSeconds() {},
          batchSize() {},
        },
      );
      const producer = transport.createProducer();
      const records = Array.from({ length: 2_000 }, (_, index) => ({
        key: `key-${index % 300}`,
        value: Buffer.alloc(1_000),
      }));
      const started = performance.now();
      expect(statuses(await producer.send(records))).toEqual(["acknowledged"]);
      const bytesPerSecond = 2_012_000 / ((performance.now() - started) / 1000);
      expect(retried).toBe(0);
      expect(bytesPerSecond).toBeGreaterThan(800_000);
      await flow.close();
    } finally {
      await limited.close();
    }
  });
});

describe("the producer's connection", () => {
  it("is down while the service fails and up again after it, even when nothing is left to send", async () => {
    const transport = await stream.connect({ deliverWithinMs: 100 });
    sandbox.faults.set({ kind: "status", operation });
    await transport.createProducer().send(numbered(1, 1));
    expect(transport.isConnected()).toBe(false);
    sandbox.faults.clear();
    while (!transport.isConnected()) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stream.log.join("")).toContain("the stream answers again");
  });

  it("is not down because a partition is throttled", async () => {
    const transport = await stream.connect({ deliverWithinMs: 100 });
    sandbox.faults.set({ kind: "throttle", operation });
    await transport.createProducer().send(numbered(1, 1));
    expect(transport.isConnected()).toBe(true);
  });
});
