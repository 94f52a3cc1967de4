/** Every duration and size that decides how the transport behaves; tests shorten them, programs use the defaults. */
export interface OciTimings {
  /** Milliseconds that a record waits for company before its batch leaves. */
  readonly lingerMs: number;
  /** Milliseconds until a request without an answer is given up. The SDK has no limit at all. */
  readonly requestTimeoutMs: number;
  /** Milliseconds after which a record that could not be delivered is reported as refused or unknown. */
  readonly deliverWithinMs: number;
  /** First pause after a failure; it doubles with each further one. */
  readonly firstPauseMs: number;
  /** Longest pause between attempts. Short, so that little time is lost after an outage. */
  readonly longestPauseMs: number;
  /** Milliseconds between two looks at the secret. */
  readonly secretPollMs: number;
  /** Milliseconds between two gets: the service allows 5 per second, group and partition. */
  readonly pollMs: number;
  /**
   * Milliseconds of silence after which the service gives this instance's partitions to others. There is no
   * leave call, so a long one delays the successor of a crashed instance; heartbeats come three times as often.
   */
  readonly reservationMs: number;
  /** Pace of writes to each partition. Just below the documented 1 MB/s, so that pacing and not the service says no. */
  readonly bytesPerSecond: number;
}

export const defaultTimings: OciTimings = {
  lingerMs: 10,
  requestTimeoutMs: 10_000,
  deliverWithinMs: 60_000,
  firstPauseMs: 50,
  longestPauseMs: 2_000,
  secretPollMs: 60_000,
  // A little more than 200 ms, so that network jitter does not squeeze a sixth get into a second.
  pollMs: 205,
  reservationMs: 20_000,
  bytesPerSecond: 980_000,
};
