export interface Second {
  /** End of the second, in milliseconds since the epoch. */
  readonly at: number;
  /** Records applied in it. */
  readonly records: number;
  /** Records not yet read at its end; null while nobody knows. */
  readonly lag: number | null;
}

const KEPT_SECONDS = 120;

/** The last two minutes, second by second. */
export class History {
  readonly #seconds: Second[] = [];
  #records = 0;

  get seconds(): readonly Second[] {
    return this.#seconds;
  }

  count(records: number): void {
    this.#records += records;
  }

  /** To be called each second. */
  endSecond(at: number, lag: number | null): void {
    this.#seconds.push({ at, records: this.#records, lag });
    if (this.#seconds.length > KEPT_SECONDS) this.#seconds.shift();
    this.#records = 0;
  }
}
