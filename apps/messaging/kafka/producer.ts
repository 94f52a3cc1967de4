import { eachSettled } from "../each-settled.ts";
import type { OutgoingRecord, RecordProducer, SendResult } from "../transport.ts";
import type { TransportMetrics } from "../transport-metrics.ts";
import { Lane } from "./lane.ts";
import { fullBatch, objectionTo } from "./limits.ts";
import type { Link } from "./link.ts";
import { partitionOf } from "./murmur2.ts";
import type { KafkaTimings } from "./timings.ts";

/** Sends records in batches, one for each partition at a time, and keeps at each record until its fate is known. */
export class KafkaProducer implements RecordProducer {
  readonly #link: Link;
  readonly #timings: KafkaTimings;
  readonly #metrics: TransportMetrics;
  readonly #lanes: Lane[] = [];
  #keyless = 0;
  #closed: Promise<void> | undefined;

  constructor(link: Link, timings: KafkaTimings, metrics: TransportMetrics) {
    this.#link = link;
    this.#timings = timings;
    this.#metrics = metrics;
  }

  send(
    records: readonly OutgoingRecord[],
    settled?: (index: number, result: SendResult) => void,
  ): Promise<readonly SendResult[]> {
    const since = performance.now();
    return eachSettled(records, settled, (record, settle) => {
      const key = record.key === null ? null : Buffer.from(record.key);
      const keyBytes = key?.length ?? 0;
      const objection = this.#closed ? "the producer is closed" : objectionTo(record, keyBytes);
      if (objection) {
        this.#metrics.refused(1);
        settle({ status: "refused", reason: objection });
      } else {
        const bytes = keyBytes + record.value.length;
        this.#laneOf(key).add({ key, value: record.value, bytes, since, settle });
      }
    });
  }

  close(): Promise<void> {
    this.#closed ??= Promise.all(this.#lanes.map((lane) => lane.close())).then(() => this.#link.close());
    return this.#closed;
  }

  #laneOf(key: Buffer | null): Lane {
    const { partitions } = this.#link;
    for (let next = this.#lanes.length; next < partitions; next += 1) {
      this.#lanes.push(new Lane(next, this.#link, this.#timings, this.#metrics));
    }
    const lane = this.#lanes[key ? partitionOf(key, partitions) : this.#keylessPartition(partitions)];
    if (!lane) throw new Error(`kafka: partitions must be at least 1, got ${partitions}. Look at the topic.`);
    return lane;
  }

  /** Stays with one partition for a batch: spread evenly, records without a key would travel in many small ones. */
  #keylessPartition(partitions: number): number {
    const queued = this.#lanes[this.#keyless]?.queued ?? 0;
    if (queued === 0 || queued >= fullBatch.records) this.#keyless = (this.#keyless + 1) % partitions;
    return this.#keyless;
  }
}
