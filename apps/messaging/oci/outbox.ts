import type { OutgoingRecord, SendResult } from "../transport.ts";
import type { Pacer } from "./pacing.ts";

/** A record on its way out. */
export interface Pending {
  readonly record: OutgoingRecord;
  /** Decoded key and value, as the service counts. */
  readonly bytes: number;
  /** As performance.now() tells it, which no change of the clock moves. */
  readonly since: number;
  readonly settle: (result: SendResult) => void;
  attempts: number;
  /** An attempt had no answer, so the record may be in the stream already. */
  maybeIn: boolean;
  /** Why the last attempt failed. */
  reason: string;
}

/** One request's worth. Smaller than the service's limit of 1 MiB, larger than what pays off. */
export const fullBatch = { records: 500, bytes: 900_000 };

export interface Batch {
  readonly entries: readonly { readonly pending: Pending; readonly sentTo: string }[];
}

/** First in, first out, without moving what stays. */
class Queue {
  #items: Pending[] = [];
  #head = 0;
  bytes = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  get first(): Pending | undefined {
    return this.#items[this.#head];
  }

  push(pending: Pending): void {
    this.#items.push(pending);
    this.bytes += pending.bytes;
  }

  unshift(pending: readonly Pending[]): void {
    this.#items = [...pending, ...this.#items.slice(this.#head)];
    this.#head = 0;
    for (const { bytes } of pending) this.bytes += bytes;
  }

  shift(): void {
    this.bytes -= this.first?.bytes ?? 0;
    this.#head += 1;
    if (this.#head < 1024 || this.#head < this.#items.length / 2) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}

/**
 * Everything that has no answer yet. Of each key only one record is ready or
 * under way at a time, the others stand in its lane behind it. One in a request,
 * too: its entries succeed and fail one by one, so a second record of the same
 * key could get in when the first did not, and nothing could put that right
 * afterwards. Records without a key have no order and no lane.
 */
export class Outbox {
  readonly #pacer: Pacer;
  readonly #lanes = new Map<string, Pending[]>();
  readonly #ready = new Map<string, Queue>();
  readyRecords = 0;
  readyBytes = 0;
  /** Records whose fate is open, wherever they are. */
  open = 0;

  constructor(pacer: Pacer) {
    this.#pacer = pacer;
  }

  /** When the longest-waiting ready record came, as performance.now() tells it. */
  get oldest(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const queue of this.#ready.values()) oldest = Math.min(oldest, queue.first?.since ?? oldest);
    return oldest;
  }

  add(pending: Pending): void {
    this.open += 1;
    const { key } = pending.record;
    if (key !== null) {
      const lane = this.#lanes.get(key);
      if (lane) {
        lane.push(pending);
        return;
      }
      this.#lanes.set(key, []);
    }
    this.#makeReady(pending);
  }

  /** The record's fate is known, so the next of its key may go. */
  settle(pending: Pending, result: SendResult): void {
    this.open -= 1;
    pending.settle(result);
    const { key } = pending.record;
    if (key === null) return;
    // Lanes are short: at most what callers have open for one key.
    const next = this.#lanes.get(key)?.shift();
    if (next) this.#makeReady(next);
    else this.#lanes.delete(key);
  }

  /** Puts records that failed before everything else that is ready. */
  again(pending: readonly Pending[]): void {
    const byPartition = new Map<string, Pending[]>();
    for (const one of pending) {
      const partition = this.#pacer.partitionOf(one.record.key);
      const list = byPartition.get(partition);
      if (list) list.push(one);
      else byPartition.set(partition, [one]);
      this.readyBytes += one.bytes;
    }
    this.readyRecords += pending.length;
    for (const [partition, list] of byPartition) this.#queue(partition).unshift(list);
  }

  /**
   * Takes what may leave now, as far as it fits into one request. An empty batch
   * comes with the milliseconds until there is something.
   */
  take(now: number): { readonly batch: Batch; readonly waitMs: number } {
    const entries: { pending: Pending; sentTo: string }[] = [];
    let room = fullBatch.bytes;
    let waitMs = Number.POSITIVE_INFINITY;
    for (const [partition, queue] of this.#ready) {
      if (queue.length === 0) continue;
      const first = queue.first?.bytes ?? 0;
      const portion = Math.max(first, Math.min(this.#pacer.portion, queue.bytes));
      const wait = this.#pacer.wait(partition, portion, now);
      if (wait > 0) {
        waitMs = Math.min(waitMs, wait);
        continue;
      }
      let taken = 0;
      while (queue.first && entries.length < fullBatch.records) {
        const { bytes } = queue.first;
        // A record of more than a batch goes alone.
        if (taken + bytes > portion || (bytes > room && entries.length > 0)) break;
        entries.push({ pending: queue.first, sentTo: partition });
        queue.shift();
        taken += bytes;
        room -= bytes;
      }
      this.readyBytes -= taken;
      this.#pacer.spend(partition, taken, now);
      if (room <= 0 || entries.length >= fullBatch.records) break;
    }
    this.readyRecords -= entries.length;
    if (entries.length > 0) this.#turn();
    return { batch: { entries }, waitMs };
  }

  /** Another stream has other partitions, so what is ready is sorted anew. */
  resort(): void {
    const all = [...this.#ready.values()];
    this.#ready.clear();
    this.readyRecords = 0;
    this.readyBytes = 0;
    for (const queue of all) {
      for (; queue.first; queue.shift()) this.#makeReady(queue.first);
    }
  }

  #makeReady(pending: Pending): void {
    this.#queue(this.#pacer.partitionOf(pending.record.key)).push(pending);
    this.readyRecords += 1;
    this.readyBytes += pending.bytes;
  }

  #queue(partition: string): Queue {
    let queue = this.#ready.get(partition);
    if (!queue) {
      queue = new Queue();
      this.#ready.set(partition, queue);
    }
    return queue;
  }

  /** The partition that went first goes last next time, so that none waits for ever. */
  #turn(): void {
    for (const [partition, queue] of this.#ready) {
      this.#ready.delete(partition);
      this.#ready.set(partition, queue);
      return;
    }
  }
}
