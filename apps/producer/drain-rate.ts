const SLICE_MS = 500;
const SLICES = 10;

interface Slice {
  readonly from: number;
  bytes: number;
  records: number;
}

export interface Rate {
  readonly bytes: number;
  readonly records: number;
}

/**
 * How fast the stream takes records, a millisecond, over the last five seconds.
 * Measured only while there is a backlog: without one it would be the rate at
 * which they come, which says nothing about how many more the stream would take.
 */
export class DrainRate {
  #slices: Slice[] = [];
  #since: number | undefined;

  /** Call it whenever there is or is no backlog; only a change matters. */
  backlog(exists: boolean, now: number): void {
    if (exists === (this.#since !== undefined)) return;
    this.#since = exists ? now : undefined;
    this.#slices = [];
  }

  count(bytes: number, now: number): void {
    if (this.#since === undefined) return;
    let slice = this.#slices.at(-1);
    if (!slice || now - slice.from >= SLICE_MS) {
      slice = { from: now, bytes: 0, records: 0 };
      this.#slices.push(slice);
      if (this.#slices.length > SLICES) this.#slices.shift();
    }
    slice.bytes += bytes;
    slice.records += 1;
  }

  /** Undefined without a backlog and in its first second. */
  perMs(now: number): Rate | undefined {
    const begin = Math.max(this.#since ?? now, now - SLICE_MS * SLICES);
    const elapsed = now - begin;
    if (elapsed < 1000) return undefined;
    let bytes = 0;
    let records = 0;
    for (const slice of this.#slices) {
      if (slice.from <= begin) continue;
      bytes += slice.bytes;
      records += slice.records;
    }
    return { bytes: bytes / elapsed, records: records / elapsed };
  }
}
