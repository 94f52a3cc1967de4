/** A record as it is kept: key and value stay base64, as they came and as they go out again. */
export interface StoredRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: string;
  /** Decoded size of key and value, the size that every limit of the service counts. */
  readonly bytes: number;
}

/** One append-only log. A position is the offset from which to read on. */
export class Partition {
  readonly id: string;
  #records: StoredRecord[] = [];
  #next = 0;
  #oldest = 0;

  constructor(id: string) {
    this.id = id;
  }

  /** Behind the newest record. */
  get end(): number {
    return this.#next;
  }

  /** Everything before this position has expired. */
  get oldest(): number {
    return this.#oldest;
  }

  get records(): readonly StoredRecord[] {
    return this.#records;
  }

  append(timestamp: number, key: string | null, value: string, bytes: number): StoredRecord {
    const record = { offset: this.#next, timestamp, key, value, bytes };
    this.#records.push(record);
    this.#next += 1;
    return record;
  }

  /** Offsets of the service rise but are not dense; a client that counts on it must fail here too. */
  leaveGap(): void {
    if (this.#records.length > 0) this.#next += 1;
  }

  /** Forgets records older than `time`. */
  expire(time: number): void {
    const first = this.#records[0];
    if (!first || first.timestamp >= time) return;
    const expired = this.#records.splice(
      0,
      this.#search((record) => record.timestamp >= time),
    );
    this.#oldest = (expired.at(-1)?.offset ?? -1) + 1;
  }

  /** The position of the first record that came at `time` or later. */
  positionAt(time: number): number {
    return this.#records[this.#search((record) => record.timestamp >= time)]?.offset ?? this.#next;
  }

  /** At most `limit` records and `byteLimit` bytes of them. */
  read(position: number, limit: number, byteLimit: number): readonly StoredRecord[] {
    const start = this.#search((record) => record.offset >= position);
    let end = start;
    let bytes = 0;
    while (end < this.#records.length && end - start < limit) {
      bytes += this.#records[end]?.bytes ?? 0;
      if (bytes > byteLimit) break;
      end += 1;
    }
    return this.#records.slice(start, end);
  }

  /** Index of the first record for which `reached` holds; it must hold for all later ones too. */
  #search(reached: (record: StoredRecord) => boolean): number {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const record = this.#records[middle];
      if (record && reached(record)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
