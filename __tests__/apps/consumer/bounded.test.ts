import { describe, expect, it } from "@jest/globals";
import { DeadLetters } from "../../../apps/consumer/dead-letters.ts";
import { History } from "../../../apps/consumer/history.ts";
import { LatencyHistogram } from "../../../apps/consumer/latency.ts";
import { MemoryStore } from "../../../apps/consumer/memory-store.ts";
import type { Batch, Entry } from "../../../apps/consumer/results.ts";
import { SeenWindow } from "../../../apps/consumer/seen.ts";

describe("a latency histogram", () => {
  const histogram = (values: readonly number[]) => {
    const made = new LatencyHistogram();
    for (const value of values) made.add(value);
    return made;
  };

  it("is exact below 100 ms", () => {
    const latencies = histogram(Array.from({ length: 100 }, (_, index) => index));
    expect([0.01, 0.5, 0.99, 1].map((share) => latencies.percentile(share))).toEqual([0, 49, 98, 99]);
  });

  it.each([[100], [1234], [60_000], [3_600_000], [7 * 24 * 3_600_000]])(
    "is within 1 %% at %d ms",
    (value) => {
      const found = histogram([value]).percentile(0.99);
      expect(Math.abs(found - value) / value).toBeLessThanOrEqual(0.01);
    },
  );

  it("takes a record from the future for one that took no time", () => {
    expect(histogram([-5000]).percentile(0.5)).toBe(0);
  });

  it("takes longer than the retention for the retention", () => {
    expect(histogram([1e15]).percentile(0.5)).toBe(histogram([7 * 24 * 3_600_000]).percentile(0.5));
  });
});

describe("a window of seen records", () => {
  it("recognises a record after as many others as its size", () => {
    const seen = new SeenWindow(100);
    const ids = Array.from({ length: 100 }, (_, index) => String(index));
    expect(ids.every((id) => seen.add("/a", id))).toBe(true);
    expect(ids.some((id) => seen.add("/a", id))).toBe(false);
  });

  it("forgets a record after twice as many", () => {
    const seen = new SeenWindow(100);
    for (let id = 0; id < 201; id++) seen.add("/a", String(id));
    expect([seen.add("/a", "0"), seen.add("/a", "200")]).toEqual([true, false]);
  });

  it("tells sources apart", () => {
    const seen = new SeenWindow(10);
    expect([seen.add("/a", "1"), seen.add("/b", "1"), seen.add("/a", "1")]).toEqual([true, true, false]);
  });
});

describe("what the consumer keeps", () => {
  const letter = (offset: number, value: Buffer): Entry => ({
    received: { partition: "0", offset: String(offset), key: null, value, timestamp: 0 },
    reason: "r",
  });
  const batch: Batch = { stream: "s", partition: "0", entries: [] };

  it("ends at 200 dead letters, and counts on", () => {
    const letters = new DeadLetters();
    for (let offset = 0; offset < 250; offset++) letters.add(batch, letter(offset, Buffer.from("x")), "r");
    const all = letters.page(1000);
    expect([all.total, all.letters.length, all.letters[0]?.offset]).toEqual([250, 200, "249"]);
    expect(letters.page(2).letters.map(({ offset }) => offset)).toEqual(["249", "248"]);
  });

  it("ends at 32 MiB of dead letters", () => {
    const letters = new DeadLetters();
    for (let offset = 0; offset < 40; offset++)
      letters.add(batch, letter(offset, Buffer.alloc(1_048_576)), "r");
    expect(letters.page(1000).letters.length).toBe(32);
    expect([letters.find("8"), letters.find("9")?.bytes]).toEqual([undefined, 1_048_576]);
  });

  it("ends at 120 seconds of history", () => {
    const history = new History();
    for (let second = 0; second < 130; second++) {
      history.count(second);
      history.endSecond(second * 1000, null);
    }
    expect([history.seconds.length, history.seconds[0]]).toEqual([
      120,
      { at: 10_000, records: 10, lag: null },
    ]);
  });

  it("lists the 1000 people that changed last, and counts all", () => {
    const store = new MemoryStore();
    const add = (index: number) =>
      store.apply([
        { record: { kind: "people", data: { name: `p${index}`, age: 5, comment: "" } }, time: index },
      ]);
    for (let index = 0; index < 1200; index++) add(index);
    add(3);
    const { total, people } = store.people(2000);
    expect([total, people.length, people[0]?.name, people[1]?.name]).toEqual([1200, 1000, "p3", "p1199"]);
    expect(people[0]).toMatchObject({ created: new Date(3).toISOString() });
  });
});
