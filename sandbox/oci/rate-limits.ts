/** Largest message, largest request and largest answer, in decoded bytes of keys and values. */
export const mebibyte = 1_048_576;

/** Documented: 1 MB per second and partition. */
const bytesPerSecond = 1_000_000;

/** Documented: 5 gets per second, consumer group and partition. */
const getsPerSecond = 5;

/** The bytes that may still be written to one partition: a token bucket that holds one largest request. */
export class WriteBudget {
  #bytes = mebibyte;
  #filledAt = Number.NEGATIVE_INFINITY;

  /** Takes the bytes and returns 0, or takes nothing and returns the milliseconds until they would be there. */
  take(bytes: number, now: number): number {
    this.#bytes = Math.min(mebibyte, this.#bytes + ((now - this.#filledAt) / 1000) * bytesPerSecond);
    this.#filledAt = now;
    if (bytes > this.#bytes) return ((bytes - this.#bytes) / bytesPerSecond) * 1000;
    this.#bytes -= bytes;
    return 0;
  }
}

/** The last gets of one reader of one partition. */
export class GetRate {
  #times: number[] = [];

  /** Milliseconds until the next get may come; 0 when it may come now. */
  wait(now: number): number {
    this.#times = this.#times.filter((time) => now - time < 1000);
    const [oldest] = this.#times;
    return oldest === undefined || this.#times.length < getsPerSecond ? 0 : oldest + 1000 - now;
  }

  count(now: number): void {
    this.#times.push(now);
  }
}
