/** Every duration that decides how the transport behaves; tests shorten them, programs use the defaults. */
export interface KafkaTimings {
  /** Milliseconds that a record waits for company before its batch leaves. */
  readonly lingerMs: number;
  /** Milliseconds until a TCP connection with its TLS handshake is given up. */
  readonly connectMs: number;
  /** Milliseconds until a request without an answer is given up, and its connection with it. */
  readonly requestTimeoutMs: number;
  /** Milliseconds after which a record that could not be delivered is reported as refused or unknown. */
  readonly deliverWithinMs: number;
  /** First pause after a failure; it doubles with each further one. */
  readonly firstPauseMs: number;
  /** Longest pause between attempts. Short, so that little time is lost after an outage. */
  readonly longestPauseMs: number;
  /** Milliseconds between two looks at the topic: whether it is there, how many partitions, how far they reach. */
  readonly watchMs: number;
  /** Milliseconds for which what is known about partitions and their leaders is believed: growth is seen that much later. */
  readonly metadataMs: number;
  /** Milliseconds that a fetch waits at the broker for records; a stop waits for it, too. */
  readonly fetchWaitMs: number;
  /**
   * Milliseconds of silence after which the group gives this instance's partitions to others. An instance that stops
   * leaves the group, so only a crash waits for it. Brokers allow no less than `group.min.session.timeout.ms`, 6 s.
   */
  readonly sessionMs: number;
  readonly heartbeatMs: number;
}

export const defaultTimings: KafkaTimings = {
  lingerMs: 10,
  connectMs: 5_000,
  requestTimeoutMs: 10_000,
  deliverWithinMs: 60_000,
  firstPauseMs: 50,
  longestPauseMs: 2_000,
  watchMs: 5_000,
  metadataMs: 30_000,
  fetchWaitMs: 500,
  sessionMs: 10_000,
  heartbeatMs: 2_000,
};
