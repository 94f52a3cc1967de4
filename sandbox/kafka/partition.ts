import { KafkaError } from "./error-codes.ts";
import { ProducerSequences } from "./producer-sequences.ts";
import { type IncomingBatch, placeBatch, type RecordBatch } from "./record-batch.ts";

/** One append-only log of record batches. */
export class Partition {
  readonly index: number;
  readonly #producers = new ProducerSequences();
  readonly #waiting = new Set<() => void>();
  #batches: RecordBatch[] = [];
  #start = 0;
  #end = 0;
  #bytes = 0;

  constructor(index: number) {
    this.index = index;
  }

  /** The first offset that is still there. */
  get start(): number {
    return this.#start;
  }

  /** The offset that the next record gets; with one broker, all before it is committed. */
  get end(): number {
    return this.#end;
  }

  /** Of all batches. */
  get bytes(): number {
    return this.#bytes;
  }

  get batches(): readonly RecordBatch[] {
    return this.#batches;
  }

  /** The offset of the batch's first record. A batch that an idempotent producer repeats has it already. */
  append(incoming: IncomingBatch): number {
    const { sequence } = incoming;
    const duplicate = sequence && this.#producers.duplicateOf(sequence);
    if (duplicate !== undefined) return duplicate;
    const batch = placeBatch(incoming, this.#end);
    this.#batches.push(batch);
    this.#end = batch.lastOffset + 1;
    this.#bytes += batch.bytes.length;
    if (sequence) this.#producers.remember(sequence, batch.baseOffset);
    for (const wake of this.#waiting) wake();
    return batch.baseOffset;
  }

  /**
   * Whole batches from the one that holds `offset` on, at most `maxBytes`, but always one if `atLeastOne`.
   *
   * @throws KafkaError OFFSET_OUT_OF_RANGE.
   */
  read(offset: number, maxBytes: number, atLeastOne: boolean): Buffer[] {
    if (offset < this.#start || offset > this.#end) {
      throw new KafkaError(
        "OFFSET_OUT_OF_RANGE",
        `The offset must be ${this.#start} to ${this.#end}, got ${offset}.`,
      );
    }
    const found: Buffer[] = [];
    let bytes = 0;
    for (let index = this.#indexOf(offset); index < this.#batches.length; index += 1) {
      const batch = this.#batches[index] as RecordBatch;
      bytes += batch.bytes.length;
      if (bytes > maxBytes && !(atLeastOne && found.length === 0)) break;
      found.push(batch.bytes);
    }
    return found;
  }

  /** The first batch that has a record of `time` or later; undefined when there is none. */
  batchAt(time: number): RecordBatch | undefined {
    return this.#batches.find(({ maxTimestamp }) => maxTimestamp >= time);
  }

  /** The batch with the newest record. */
  newestBatch(): RecordBatch | undefined {
    return this.#batches.reduce<RecordBatch | undefined>(
      (newest, batch) => (newest && newest.maxTimestamp >= batch.maxTimestamp ? newest : batch),
      undefined,
    );
  }

  /** Forgets everything before `offset`; a batch goes when its last record does. */
  deleteBefore(offset: number): void {
    if (offset > this.#end) throw new KafkaError("OFFSET_OUT_OF_RANGE");
    this.#start = Math.max(this.#start, offset);
    this.#forget(this.#indexOf(this.#start));
  }

  /** Forgets the oldest batches: those older than `time`, and those without which `maxBytes` are still there. -1: no limit. */
  expire(time: number, maxBytes: number): void {
    let count = 0;
    let bytes = this.#bytes;
    for (const batch of this.#batches) {
      const tooMuch = maxBytes >= 0 && bytes - batch.bytes.length >= maxBytes;
      if (!tooMuch && batch.maxTimestamp >= time) break;
      bytes -= batch.bytes.length;
      count += 1;
    }
    if (count === 0) return;
    this.#start = this.#batches[count]?.baseOffset ?? this.#end;
    this.#forget(count);
  }

  /** Calls `wake` at every append until the function that is returned is called. */
  onAppend(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  #forget(count: number): void {
    for (const { bytes } of this.#batches.splice(0, count)) this.#bytes -= bytes.length;
  }

  /** Of the batch that holds `offset`, or of the first one behind it. */
  #indexOf(offset: number): number {
    let low = 0;
    let high = this.#batches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#batches[middle] as RecordBatch).lastOffset >= offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
