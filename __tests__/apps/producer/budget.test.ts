import { describe, expect, it } from "@jest/globals";
import { Budget, TurnedAway } from "../../../apps/producer/budget.ts";
import { budgetLimits } from "../../../apps/producer/memory-limits.ts";
import { producerConfig } from "../../support/running-program.ts";

const MB = 1_000_000;

/** Seconds that a request for so many bytes is told to wait; 0 when it is taken. */
function ask(budget: Budget, bytes: number, records = 1): number {
  try {
    budget.take({ bytes, records });
    return 0;
  } catch (error) {
    if (error instanceof TurnedAway) return error.retryAfter;
    throw error;
  }
}

describe("the budget of what is in hand", () => {
  it("says by the rate at which the stream takes records when there is room", () => {
    let now = 0;
    const budget = new Budget({ bytes: 20 * MB, records: 1_000, waitMs: 15_000 }, () => now);
    for (let count = 0; count < 20; count++) expect(ask(budget, MB)).toBe(0);
    // In the first second nothing is known of the stream yet.
    expect(ask(budget, MB)).toBe(1);
    for (let second = 0; second < 8; second++) {
      now += 1_000;
      budget.settle(MB / 2);
    }
    // Half a megabyte a second: 16 MB are in hand, and 7.5 MB can be delivered in time.
    expect(ask(budget, MB)).toBe(Math.ceil((16 + 1 - 7.5) / 0.5));
    for (let count = 0; count < 10; count++) budget.settle(MB);
    expect(ask(budget, MB)).toBe(0);
  });

  it("takes what comes alone, however much it is, and nothing beside it", () => {
    const budget = new Budget({ bytes: 1_000, records: 10, waitMs: 1_000 });
    expect(ask(budget, MB, 30_000)).toBe(0);
    expect(ask(budget, 1)).toBe(1);
    budget.giveBack({ bytes: MB, records: 30_000 });
    expect(ask(budget, 1)).toBe(0);
  });

  it("does not take a quiet hour for a slow stream", () => {
    let now = 0;
    const budget = new Budget({ bytes: 20 * MB, records: 1_000, waitMs: 15_000 }, () => now);
    for (let count = 0; count < 100; count++) {
      now += 60_000;
      expect(ask(budget, 100)).toBe(0);
      budget.settle(100);
    }
    for (let count = 0; count < 15; count++) expect(ask(budget, MB)).toBe(0);
  });

  it("is a share of the container's memory unless it is configured, and fits the largest body in 256 MiB", () => {
    const mib = 1024 * 1024;
    const of = (change: object, memory: number) => budgetLimits({ ...producerConfig, ...change }, memory);
    expect(of({}, 256 * mib)).toEqual({ bytes: 16 * mib, records: 32_768, waitMs: 2_500 });
    expect(of({}, 64 * 1024 * mib).bytes).toBe(64 * mib);
    expect(of({ mibInHand: 8, drainSeconds: 60 }, 256 * mib)).toEqual({
      bytes: 8 * mib,
      records: 16_384,
      waitMs: 15_000,
    });
    expect(of({ recordsInHand: 100 }, 256 * mib).records).toBe(100);
  });
});
