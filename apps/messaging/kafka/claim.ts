import type { EachBatchPayload } from "kafkajs";
import { backOff, pause } from "../waiting.ts";
import { isLost, isRebalance } from "./errors.ts";
import type { KafkaTimings } from "./timings.ts";

/** The partition of one batch while it is handled: heartbeats keep it, however long that takes. */
export class Claim {
  readonly #payload: EachBatchPayload;
  readonly #timings: KafkaTimings;
  readonly #timer: NodeJS.Timeout;
  readonly #released = new AbortController();
  #rebalance: unknown;

  constructor(payload: EachBatchPayload, timings: KafkaTimings) {
    this.#payload = payload;
    this.#timings = timings;
    this.#timer = setInterval(() => void this.#beat(), timings.heartbeatMs);
  }

  release(): void {
    clearInterval(this.#timer);
    this.#released.abort();
  }

  /** Another instance has the partition, so its work is no longer this one's. */
  throwIfLost(): void {
    if (isLost(this.#rebalance)) throw this.#rebalance;
  }

  /** Until the group is joined again, what is in hand may still be committed. */
  throwIfRebalancing(): void {
    if (this.#rebalance !== undefined) throw this.#rebalance;
  }

  /**
   * Commits the batch that ends with this offset. Tries for as long as the partition is surely still this
   * instance's; rejects when it is not, and the batch comes again, here or elsewhere.
   */
  async commit(lastOffset: string): Promise<void> {
    const { batch, resolveOffset, commitOffsetsIfNecessary } = this.#payload;
    const { topic, partition } = batch;
    const offset = String(BigInt(lastOffset) + 1n);
    const { sessionMs, firstPauseMs, longestPauseMs } = this.#timings;
    const giveUpAt = performance.now() + sessionMs;
    for (let failures = 1; ; failures += 1) {
      try {
        await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
        resolveOffset(lastOffset);
        return;
      } catch (error) {
        if (isRebalance(error) || performance.now() >= giveUpAt) throw error;
        await pause(backOff(failures, firstPauseMs, longestPauseMs), this.#released.signal);
      }
    }
  }

  async #beat(): Promise<void> {
    try {
      await this.#payload.heartbeat();
    } catch (error) {
      // Any other failure is the next heartbeat's business, and in the end the commit's.
      if (isRebalance(error)) this.#rebalance = error;
    }
  }
}
