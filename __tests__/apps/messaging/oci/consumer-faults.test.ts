import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Fault } from "../../../../sandbox/oci/faults.ts";
import type { OciSandbox } from "../../../../sandbox/oci/server.ts";
import { byKey, consumeAll, numbered, texts } from "../../../support/transport-contract.ts";
import { newStream, type OciStream, quick, startSandbox } from "./oci-stream.ts";

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

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("the consumer handles every record, in the order of its key", () => {
  const cases: readonly (readonly [what: string, faults: Fault[], duplicates: "possible" | "none"])[] = [
    ["gets are throttled", [{ kind: "throttle", operation: "GetMessages", count: 5 }], "none"],
    ["gets are answered 500", [{ kind: "status", operation: "GetMessages", count: 5 }], "none"],
    ["gets are never answered", [{ kind: "hang", operation: "GetMessages", count: 2 }], "none"],
    ["the connection is cut under a get", [{ kind: "drop", operation: "GetMessages", count: 4 }], "none"],
    ["the credential is refused", [{ kind: "unauthenticated", operation: "GetMessages", count: 5 }], "none"],
    ["cursors expire", [{ kind: "expire-cursors", operation: "GetMessages", count: 3 }], "none"],
    [
      "the group cannot be joined at first",
      [{ kind: "status", operation: "CreateGroupCursor", count: 3 }],
      "none",
    ],
    ["commits are answered 500", [{ kind: "status", operation: "ConsumerCommit", count: 3 }], "none"],
    ["a commit is never answered", [{ kind: "hang", operation: "ConsumerCommit", count: 1 }], "none"],
    [
      "the connection is cut after a commit",
      [{ kind: "drop", operation: "ConsumerCommit", count: 2 }],
      "none",
    ],
    ["a commit is too late", [{ kind: "expire-cursors", operation: "ConsumerCommit", count: 1 }], "possible"],
    ["answers are slow", [{ kind: "latency", milliseconds: 30, count: 20 }], "none"],
    ["everything fails one time in three", [{ kind: "status", fraction: 0.34, count: 30 }], "possible"],
  ];

  it.each(cases)("when %s", async (_, faults, duplicates) => {
    const transport = await stream.connect();
    const producer = transport.createProducer();
    const consumer = transport.createConsumer({ group: "g", instance: "a" });
    const first = numbered(100, 8, "first");
    const second = numbered(100, 8, "second");
    await producer.send(first);
    let begun = false;
    const received = await consumeAll(consumer, texts([...first, ...second]), async () => {
      if (begun) return;
      begun = true;
      await producer.send(second);
      sandbox.faults.set(...faults);
    });
    const once = [...new Map(received.map((record) => [record.value.toString(), record])).values()];
    expect(byKey(once)).toEqual(byKey([...first, ...second]));
    if (duplicates === "none") expect(received).toHaveLength(200);
    expect(transport.isConnected()).toBe(true);
    // What was committed does not come again.
    sandbox.faults.clear();
    await producer.send(numbered(1, 1, "last"));
    const after = await consumeAll(transport.createConsumer({ group: "g", instance: "a" }), ["last-0"]);
    expect(texts(after)).toEqual(["last-0"]);
  });
});

describe("the consumer keeps its partitions", () => {
  it("while handling takes longer than the reservation lasts", async () => {
    const transport = await stream.connect({ reservationMs: 300 });
    await transport.createProducer().send(numbered(20, 5));
    const slow = transport.createConsumer({ group: "g", instance: "slow" });
    const other = transport.createConsumer({ group: "g", instance: "other" });
    const stolen: string[] = [];
    let others: Promise<void> | undefined;
    const received = await consumeAll(slow, texts(numbered(20, 5)), async () => {
      if (others) return;
      others = other.run(async (records) => void stolen.push(...texts(records)));
      await pause(800);
    });
    await other.close();
    await others;
    expect(texts(received).sort()).toEqual(texts(numbered(20, 5)).sort());
    expect(stolen).toEqual([]);
  });

  it("and leaves a batch to the instance that has them now", async () => {
    const transport = await stream.connect({ reservationMs: 300 });
    await transport.createProducer().send(numbered(20, 5));
    const stuck = transport.createConsumer({ group: "g", instance: "stuck" });
    let handled = 0;
    let resume = () => {};
    const running = stuck.run(async () => {
      handled += 1;
      sandbox.faults.set({ kind: "status", operation: "ConsumerHeartbeat" });
      await new Promise<void>((resolve) => {
        resume = resolve;
      });
    });
    const other = transport.createConsumer({ group: "g", instance: "other" });
    while (handled === 0) await pause(5);
    const received = await consumeAll(other, texts(numbered(20, 5)));
    expect(received).toHaveLength(20);
    resume();
    await pause(50);
    await stuck.close();
    await running;
    // The late commit of the first instance changed nothing.
    await transport.createProducer().send(numbered(1, 1, "last"));
    const after = await consumeAll(transport.createConsumer({ group: "g", instance: "other" }), ["last-0"]);
    expect(texts(after)).toEqual(["last-0"]);
  });
});

describe("the consumer's limits", () => {
  it("gets no more often than the service allows, so that nothing is throttled", async () => {
    const limited = await startSandbox({ unlimited: false });
    try {
      const polled = newStream(limited);
      const transport = await polled.connect({ pollMs: 205 });
      const consumer = transport.createConsumer({ group: "g", instance: "a" });
      const run = consumer.run(async () => {});
      for (let index = 0; index < 15; index += 1) {
        await transport.createProducer().send(numbered(3, 3));
        await pause(100);
      }
      await consumer.close();
      await run;
      expect(polled.log.join("")).not.toMatch(/throttled|429/);
      await polled.close();
    } finally {
      await limited.close();
    }
  });

  it("goes on with the oldest records when the group was away for longer than they are kept", async () => {
    let aheadMs = 0;
    const keeping = await startSandbox({ clock: () => Date.now() + aheadMs });
    try {
      const kept = newStream(keeping, 1);
      const transport = await kept.connect();
      const producer = transport.createProducer();
      const consumer = () => transport.createConsumer({ group: "g", instance: "a" });
      await producer.send(numbered(5, 1, "read"));
      await consumeAll(consumer(), ["read-4"]);
      await producer.send(numbered(5, 1, "expired"));
      aheadMs = 23 * 3_600_000;
      // A group that nobody uses at all would be forgotten together with its records.
      const broken = consumer();
      await broken.run(async () => {
        void broken.close();
        throw new Error("the database is down");
      });
      aheadMs = 25 * 3_600_000;
      await producer.send(numbered(1, 1, "kept"));
      expect(texts(await consumeAll(consumer(), ["kept-0"]))).toEqual(["kept-0"]);
      expect(kept.log.join("")).toContain("records expired before they were read");
      await kept.close();
    } finally {
      await keeping.close();
    }
  });

  it("ends when the service objects to the group itself", async () => {
    const transport = await stream.connect();
    sandbox.faults.set({ kind: "status", operation: "CreateGroupCursor", status: 400 });
    const consumer = transport.createConsumer({ group: "g", instance: "a" });
    await expect(consumer.run(async () => {})).rejects.toThrow(
      "consumer group g: cannot be joined as a: 400",
    );
  });

  it("closes while the service does not answer", async () => {
    const transport = await stream.connect({ reservationMs: 200 });
    const consumer = transport.createConsumer({ group: "g", instance: "a" });
    const run = consumer.run(async () => {});
    await pause(30);
    sandbox.faults.set({ kind: "hang" });
    await pause(quick.requestTimeoutMs + 30);
    expect(transport.isConnected()).toBe(false);
    const started = performance.now();
    await consumer.close();
    await run;
    expect(performance.now() - started).toBeLessThan(100);
  });
});
