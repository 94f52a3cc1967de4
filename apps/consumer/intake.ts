import type { RecordKind } from "../messaging/config.ts";
import { decodeRecord } from "../messaging/records/decode.ts";
import type { ReceivedRecord } from "../messaging/transport.ts";
import { DeadLetters } from "./dead-letters.ts";
import { LatencyHistogram } from "./latency.ts";
import { SeenWindow } from "./seen.ts";
import { Store, type TimedRecord } from "./store.ts";

/**
 * More than an instance can hold uncommitted, which is what comes again after a
 * crash or a rebalance: 10 000 records of one get for each of several partitions.
 */
const SEEN_RECORDS = 100_000;

/** Turns what the stream delivers into effects, each once; what it cannot read becomes a dead letter. */
export class Intake {
  readonly store = new Store();
  readonly deadLetters = new DeadLetters();
  readonly latency = new LatencyHistogram();
  readonly #kinds: readonly RecordKind[];
  readonly #seen = new SeenWindow(SEEN_RECORDS);
  #consumed = 0;
  #duplicates = 0;

  constructor(kinds: readonly RecordKind[]) {
    this.#kinds = kinds;
  }

  /** Records applied, without duplicates and dead letters. */
  get consumed(): number {
    return this.#consumed;
  }

  get duplicates(): number {
    return this.#duplicates;
  }

  /** Applies a batch; returns the latencies, in seconds, of the records that say when they were made. */
  apply(batch: readonly ReceivedRecord[]): readonly number[] {
    const now = Date.now();
    const fresh: TimedRecord[] = [];
    const latencies: number[] = [];
    for (const received of batch) {
      const decoded = decodeRecord(received.value);
      // The bare forms carry no identity, but what is delivered again has the same position.
      const identity = "value" in decoded ? decoded.value.identity : undefined;
      const { source, id } = identity ?? { source: `partition ${received.partition}`, id: received.offset };
      if (!this.#seen.add(source, id)) {
        this.#duplicates++;
      } else if ("reason" in decoded) {
        this.deadLetters.add(received, decoded.reason);
      } else if (!this.#kinds.includes(decoded.value.record.kind)) {
        const reason = `the kind must be ${this.#kinds.join(" or ")}, got ${decoded.value.record.kind}`;
        this.deadLetters.add(received, reason);
      } else {
        const { record, time } = decoded.value;
        fresh.push({ record, time: time ?? received.timestamp });
        if (time !== undefined) {
          this.latency.add(now - time);
          latencies.push(Math.max(0, now - time) / 1000);
        }
      }
    }
    this.store.apply(fresh);
    this.#consumed += fresh.length;
    return latencies;
  }
}
