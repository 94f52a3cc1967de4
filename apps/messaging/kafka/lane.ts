import type { SendResult } from "../transport.ts";
import type { TransportMetrics } from "../transport-metrics.ts";
import { backOff, pause } from "../waiting.ts";
import { blamesRecord, isFinal, messageOf } from "./errors.ts";
import { fullBatch } from "./limits.ts";
import type { Entry, Link } from "./link.ts";
import type { KafkaTimings } from "./timings.ts";

/** A record on its way out. */
export interface Pending extends Entry {
  readonly bytes: number;
  /** As performance.now() tells it, which no change of the clock moves. */
  readonly since: number;
  readonly settle: (result: SendResult) => void;
}

/**
 * The records for one partition, first in, first out. One batch at a time is under way, and it is repeated until its
 * fate is known: so no record overtakes another, whatever fails. While it is under way the next one grows.
 */
export class Lane {
  readonly #partition: number;
  readonly #link: Link;
  readonly #timings: KafkaTimings;
  readonly #metrics: TransportMetrics;
  readonly #never = new AbortController().signal;
  #queue: Pending[] = [];
  #queuedBytes = 0;
  #working: Promise<void> | undefined;
  #closing = false;
  #wake: (() => void) | undefined;

  constructor(partition: number, link: Link, timings: KafkaTimings, metrics: TransportMetrics) {
    this.#partition = partition;
    this.#link = link;
    this.#timings = timings;
    this.#metrics = metrics;
  }

  /** Records that are in no batch yet. */
  get queued(): number {
    return this.#queue.length;
  }

  add(pending: Pending): void {
    this.#queue.push(pending);
    this.#queuedBytes += pending.bytes;
    this.#working ??= this.#work();
    if (this.#isFull()) this.#wake?.();
  }

  /** Waits until the fate of every record is known. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#wake?.();
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#gather();
      const batch = this.#take();
      if (batch.length > 0) await this.#deliver(batch, 0, false);
    }
    this.#working = undefined;
  }

  #isFull(): boolean {
    return this.#queue.length >= fullBatch.records || this.#queuedBytes >= fullBatch.bytes;
  }

  /** Waits for company for the oldest record. */
  async #gather(): Promise<void> {
    const waitMs = (this.#queue[0]?.since ?? 0) + this.#timings.lingerMs - performance.now();
    if (this.#closing || waitMs <= 0 || this.#isFull()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** One batch's worth, without records that have waited too long already. */
  #take(): readonly Pending[] {
    const now = performance.now();
    const batch: Pending[] = [];
    let taken = 0;
    let bytes = 0;
    for (const pending of this.#queue) {
      if (batch.length >= fullBatch.records) break;
      // A record of more than a batch goes alone.
      if (batch.length > 0 && bytes + pending.bytes > fullBatch.bytes) break;
      taken += 1;
      this.#queuedBytes -= pending.bytes;
      if (now - pending.since > this.#timings.deliverWithinMs) {
        this.#refuse([pending], false, this.#late("the topic took no more"));
      } else {
        batch.push(pending);
        bytes += pending.bytes;
      }
    }
    this.#queue = this.#queue.slice(taken);
    return batch;
  }

  /** @param maybe whether an earlier attempt may have brought the batch in */
  async #deliver(batch: readonly Pending[], earlierAttempts: number, maybe: boolean): Promise<void> {
    let maybeIn = maybe;
    for (let attempts = earlierAttempts + 1; ; attempts += 1) {
      const result = await this.#put(batch, attempts);
      if ("firstOffset" in result) return this.#acknowledge(batch, result.firstOffset);
      const { error } = result;
      maybeIn ||= result.maybeIn;
      if (blamesRecord(error) && batch.length > 1) {
        const half = Math.ceil(batch.length / 2);
        await this.#deliver(batch.slice(0, half), attempts, maybeIn);
        return this.#deliver(batch.slice(half), attempts, maybeIn);
      }
      if (blamesRecord(error) || isFinal(error)) return this.#refuse(batch, maybeIn, messageOf(error));
      const { firstPauseMs, longestPauseMs, deliverWithinMs } = this.#timings;
      const waitMs = backOff(attempts, firstPauseMs, longestPauseMs);
      const since = batch[0]?.since ?? 0;
      if (performance.now() + waitMs - since > deliverWithinMs) {
        return this.#refuse(batch, maybeIn, this.#late(messageOf(error)));
      }
      await pause(waitMs, this.#never);
    }
  }

  async #put(batch: readonly Pending[], attempts: number): ReturnType<Link["put"]> {
    if (attempts === 1) this.#metrics.sent(batch.length);
    else this.#metrics.retried(batch.length);
    this.#metrics.batchSize(batch.length);
    const started = performance.now();
    const result = await this.#link.put(this.#partition, batch);
    this.#metrics.putSeconds((performance.now() - started) / 1000);
    return result;
  }

  #acknowledge(batch: readonly Pending[], firstOffset: number): void {
    this.#metrics.acknowledged(batch.length);
    const partition = String(this.#partition);
    for (const [index, { settle }] of batch.entries()) {
      settle({ status: "acknowledged", position: { partition, offset: String(firstOffset + index) } });
    }
  }

  /** Refused, unless an attempt may have brought the records in. */
  #refuse(batch: readonly Pending[], maybeIn: boolean, reason: string): void {
    const status = maybeIn ? "unknown" : "refused";
    this.#metrics[status](batch.length);
    for (const { settle } of batch) settle({ status, reason });
  }

  #late(reason: string): string {
    return `not delivered in ${this.#timings.deliverWithinMs / 1000} s: ${reason}`;
  }
}
