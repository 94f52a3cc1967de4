import type { RecordKind } from "../messaging/config.ts";
import { decodeRecord } from "../messaging/records/decode.ts";
import type { ReceivedRecord } from "../messaging/transport.ts";
import type { LateResults } from "./late-results.ts";
import { LatencyHistogram } from "./latency.ts";
import type { Entry, Totals } from "./results.ts";

/** Turns what the stream delivers into results, and counts what this instance did. */
export class Intake {
  readonly latency = new LatencyHistogram();
  readonly #kinds: readonly RecordKind[];
  readonly #results: LateResults;
  #counts: Totals = { consumed: 0, duplicates: 0, deadLetters: 0 };

  constructor(kinds: readonly RecordKind[], results: LateResults) {
    this.#kinds = kinds;
    this.#results = results;
  }

  /** Of this instance, since its start: `consumed` without duplicates and dead letters. */
  get counts(): Totals {
    return this.#counts;
  }

  /**
   * Applies a batch of one partition; resolves, when its effects are durable, with the latencies, in seconds, of the
   * records that say when they were made. Rejects when nothing of it was applied for a reason that may pass.
   */
  async apply(stream: string, records: readonly ReceivedRecord[]): Promise<readonly number[]> {
    const [first] = records;
    if (!first) return [];
    const made = new Map<Entry, number>();
    const entries = records.map((received) => this.#read(received, made));
    const { applied, duplicates, deadLetters } = await this.#results.current.apply({
      stream,
      partition: first.partition,
      entries,
    });
    const { counts } = this;
    this.#counts = {
      consumed: counts.consumed + applied.length,
      duplicates: counts.duplicates + duplicates,
      deadLetters: counts.deadLetters + deadLetters,
    };
    const now = Date.now();
    const latencies = applied.flatMap((entry) => {
      const time = made.get(entry);
      return time === undefined ? [] : [Math.max(0, now - time)];
    });
    for (const milliseconds of latencies) this.latency.add(milliseconds);
    return latencies.map((milliseconds) => milliseconds / 1000);
  }

  /** @param made remembers the entries that say when they were made */
  #read(received: ReceivedRecord, made: Map<Entry, number>): Entry {
    const decoded = decodeRecord(received.value);
    if ("reason" in decoded) return { received, reason: decoded.reason };
    const { record, identity, time } = decoded.value;
    if (!this.#kinds.includes(record.kind)) {
      return { received, reason: `the kind must be ${this.#kinds.join(" or ")}, got ${record.kind}` };
    }
    const entry = { received, record, identity, time: time ?? received.timestamp };
    if (time !== undefined) made.set(entry, time);
    return entry;
  }
}
