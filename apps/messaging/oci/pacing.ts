import { largestRecordBytes } from "./limits.ts";

/** A full request, in decoded bytes of keys and values. */
const fullRequest = largestRecordBytes;

/** Written in one go while a partition is at its limit: 20 requests a second, each of a twentieth of the budget. */
const portionBytes = 48_000;

/** So much of the flow is made up for when it was held up: timers are late, by 1 ms in the 16 between two puts at best. */
const catchUpMs = 100;

/** How many keys are remembered with the partition that they hash to. */
const rememberedKeys = 50_000;

/**
 * What one partition may still be given: an even flow, and never more than a full
 * request at once. A rate of Infinity is no limit.
 */
class Budget {
  readonly #bytesPerMs: number;
  #freeAt = 0;
  #level = fullRequest;
  #levelAt = 0;

  constructor(bytesPerSecond: number) {
    this.#bytesPerMs = bytesPerSecond / 1000;
  }

  /** Milliseconds until so many bytes may leave. */
  wait(bytes: number, now: number): number {
    if (this.#bytesPerMs === Number.POSITIVE_INFINITY) return Math.max(0, this.#freeAt - now);
    const short = Math.min(bytes, fullRequest) - this.#levelNow(now);
    return Math.max(0, this.#freeAt - now, short / this.#bytesPerMs);
  }

  spend(bytes: number, now: number): void {
    if (this.#bytesPerMs === Number.POSITIVE_INFINITY) return;
    this.#level = this.#levelNow(now) - bytes;
    this.#levelAt = now;
    this.#freeAt = Math.max(this.#freeAt, now - catchUpMs) + bytes / this.#bytesPerMs;
  }

  block(until: number): void {
    this.#freeAt = Math.max(this.#freeAt, until);
  }

  #levelNow(now: number): number {
    return Math.min(fullRequest, this.#level + (now - this.#levelAt) * this.#bytesPerMs);
  }
}

/** The queue of records whose partition is not known: those without a key, and the first with a key. */
export const somewhere = "";

/**
 * Keeps what is written below 1 MB/s and partition. The service alone knows
 * which partition a key belongs to, so this learns it from its answers. What
 * goes to an unknown partition is paced as if it were spread evenly over the
 * partitions seen so far, and charged to the right one afterwards.
 */
export class Pacer {
  readonly #bytesPerSecond: number;
  readonly #budgets = new Map<string, Budget>();
  readonly #partitionOfKey = new Map<string, string>();
  #unknown: Budget;

  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#unknown = new Budget(bytesPerSecond);
  }

  partitionOf(key: string | null): string {
    return (key === null ? undefined : this.#partitionOfKey.get(key)) ?? somewhere;
  }

  /** How many bytes one request should take from the queue of a partition. */
  get portion(): number {
    return Number.isFinite(this.#bytesPerSecond) ? portionBytes : Number.POSITIVE_INFINITY;
  }

  wait(partition: string, bytes: number, now: number): number {
    return this.#budget(partition).wait(bytes, now);
  }

  spend(partition: string, bytes: number, now: number): void {
    this.#budget(partition).spend(bytes, now);
  }

  /** Notes where the service put a record that was sent as one for `sentTo`. */
  learn(key: string | null, partition: string, sentTo: string, bytes: number, now: number): void {
    if (!this.#budgets.has(partition)) {
      this.#budgets.set(partition, new Budget(this.#bytesPerSecond));
      this.#unknown = new Budget(this.#bytesPerSecond * this.#budgets.size);
    }
    if (sentTo === somewhere) this.spend(partition, bytes, now);
    if (key === null || this.#partitionOfKey.has(key)) return;
    this.#partitionOfKey.set(key, partition);
    if (this.#partitionOfKey.size > rememberedKeys) {
      for (const oldest of this.#partitionOfKey.keys()) {
        this.#partitionOfKey.delete(oldest);
        break;
      }
    }
  }

  /** The service said when the partition takes more. An unknown one may be any, unless there is only one. */
  block(partition: string, until: number): void {
    if (partition !== somewhere || this.#budgets.size <= 1) this.#budget(partition).block(until);
  }

  /** Another stream has other partitions. */
  forget(): void {
    this.#budgets.clear();
    this.#partitionOfKey.clear();
    this.#unknown = new Budget(this.#bytesPerSecond);
  }

  #budget(partition: string): Budget {
    return this.#budgets.get(partition) ?? this.#unknown;
  }
}

/** Milliseconds that the service asks to wait, from the text of a throttled entry; undefined when it says nothing. */
export function throttleHint(message: string): number | undefined {
  const [, milliseconds] = /next request can be made in (\d+) ?ms/i.exec(message) ?? [];
  return milliseconds === undefined ? undefined : Number(milliseconds);
}
