/**
 * What a transport tells about its work, so that it needs no metrics library
 * and a test can count with a literal. Counts are records, times are seconds.
 */
export interface TransportMetrics {
  /** Records put on the wire; a record that is retried is counted once. */
  sent(records: number): void;
  acknowledged(records: number): void;
  refused(records: number): void;
  /** Attempts after the first, one for each record in them. */
  retried(records: number): void;
  /** Records whose answer never came. */
  unknown(records: number): void;
  putSeconds(seconds: number): void;
  commitSeconds(seconds: number): void;
  /** Records in one request to the stream. */
  batchSize(records: number): void;
}

/** For callers that keep no metrics. */
export const noMetrics: TransportMetrics = {
  sent() {},
  acknowledged() {},
  refused() {},
  retried() {},
  unknown() {},
  putSeconds() {},
  commitSeconds() {},
  batchSize() {},
};
