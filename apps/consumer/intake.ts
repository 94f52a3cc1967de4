import type { RecordKind } from "../messaging/config.ts";
import { reasonOf } from "../messaging/database/reason.ts";
import { decodeRecord } from "../messaging/records/decode.ts";
import { type Exemplar, endSpan, exemplarOf, startApply } from "../messaging/tracing/spans.ts";
import { parseTraceparent } from "../messaging/tracing/trace-context.ts";
import type { ReceivedRecord } from "../messaging/transport.ts";
import type { LateResults } from "./late-results.ts";
import { LatencyHistogram } from "./latency.ts";
import type { Applied, Entry, Totals } from "./results.ts";

/** From the making of a record to its effect, for those of a batch that say when they were made. */
export interface Latencies {
  readonly seconds: readonly number[];
  /** The slowest of those that are traced, by its index. @default none is traced */
  readonly traced?: { readonly index: number; readonly exemplar: Exemplar };
}

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
   * Applies a batch of one partition; resolves when its effects are durable. Rejects when nothing of it was applied
   * for a reason that may pass.
   */
  async apply(stream: string, records: readonly ReceivedRecord[]): Promise<Latencies> {
    const [first] = records;
    if (!first) return { seconds: [] };
    const { partition } = first;
    const made = new Map<Entry, number>();
    const traces = new Map<Entry, string>();
    const entries = records.map((received) => this.#read(received, made, traces));
    const span = startApply(stream, partition, entries.length, traces.values());
    let outcome: Applied;
    try {
      outcome = await this.#results.current.apply({ stream, partition, entries });
    } catch (error) {
      endSpan(span, reasonOf(error));
      throw error;
    }
    endSpan(span);
    const { applied, duplicates, deadLetters } = outcome;
    const { counts } = this;
    this.#counts = {
      consumed: counts.consumed + applied.length,
      duplicates: counts.duplicates + duplicates,
      deadLetters: counts.deadLetters + deadLetters,
    };
    return this.#measure(applied, made, traces);
  }

  #measure(
    applied: readonly Entry[],
    made: ReadonlyMap<Entry, number>,
    traces: ReadonlyMap<Entry, string>,
  ): Latencies {
    const now = Date.now();
    const seconds: number[] = [];
    let slowest: { readonly index: number; readonly trace: string } | undefined;
    for (const entry of applied) {
      const time = made.get(entry);
      if (time === undefined) continue;
      const milliseconds = Math.max(0, now - time);
      this.latency.add(milliseconds);
      const index = seconds.push(milliseconds / 1000) - 1;
      const trace = traces.get(entry);
      if (trace !== undefined && (seconds[index] ?? 0) > (seconds[slowest?.index ?? -1] ?? -1)) {
        slowest = { index, trace };
      }
    }
    const context = parseTraceparent(slowest?.trace);
    const exemplar = context && exemplarOf(context);
    return slowest && exemplar ? { seconds, traced: { index: slowest.index, exemplar } } : { seconds };
  }

  /**
   * @param made remembers the entries that say when they were made
   * @param traces remembers those that are part of a trace
   */
  #read(received: ReceivedRecord, made: Map<Entry, number>, traces: Map<Entry, string>): Entry {
    const decoded = decodeRecord(received.value);
    if ("reason" in decoded) return { received, reason: decoded.reason };
    const { record, identity, time, traceparent } = decoded.value;
    if (!this.#kinds.includes(record.kind)) {
      return { received, reason: `the kind must be ${this.#kinds.join(" or ")}, got ${record.kind}` };
    }
    const entry = { received, record, identity, time: time ?? received.timestamp };
    if (time !== undefined) made.set(entry, time);
    if (traceparent !== undefined) traces.set(entry, traceparent);
    return entry;
  }
}
