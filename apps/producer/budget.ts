import { DrainRate } from "./drain-rate.ts";

export interface Amount {
  readonly bytes: number;
  readonly records: number;
}

export interface BudgetLimits extends Amount {
  /** Milliseconds that what comes last may have to wait for the stream. */
  readonly waitMs: number;
}

/** There is no room; nothing was taken. */
export class TurnedAway extends Error {
  /** Whole seconds, 1 to 30, after which there should be room, by how fast the stream takes records at the moment. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super(message);
    this.name = "TurnedAway";
    this.retryAfter = retryAfter;
  }
}

/** Less than this waits for company rather than for the stream: a second's worth of one partition. */
const BACKLOG_BYTES = 1_000_000;

/**
 * What is accepted and not yet acknowledged. It bounds the memory that a slow
 * stream can cost, and the time that an accepted record waits: there is no use
 * in taking what cannot be delivered before its request ends.
 */
export class Budget {
  readonly limits: BudgetLimits;
  readonly #now: () => number;
  readonly #rate = new DrainRate();
  #bytes = 0;
  #records = 0;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(limits: BudgetLimits, now: () => number = () => performance.now()) {
    this.limits = limits;
    this.#now = now;
  }

  get inHand(): Amount {
    return { bytes: this.#bytes, records: this.#records };
  }

  /**
   * Takes the amount. What comes alone is always taken, however much it is: the
   * largest body is bounded, too, and would otherwise never get in.
   *
   * @throws {TurnedAway} when there is no room.
   */
  take({ bytes, records }: Amount): void {
    const now = this.#now();
    const wait = this.#records === 0 ? 0 : this.#msUntilRoom(bytes, records, now);
    if (wait > 0) {
      const what = `${this.#records} records of ${this.#bytes} bytes wait for the stream already`;
      throw new TurnedAway(what, Math.min(30, Math.ceil(wait / 1000)));
    }
    this.#change(bytes, records, now);
  }

  /** Of what was taken, so much was not needed. */
  giveBack({ bytes, records }: Amount): void {
    this.#change(-bytes, -records, this.#now());
  }

  /** A record's fate is known, so its room is free again. */
  settle(bytes: number): void {
    const now = this.#now();
    this.#rate.count(bytes, now);
    this.#change(-bytes, -1, now);
  }

  #change(bytes: number, records: number, now: number): void {
    this.#bytes += bytes;
    this.#records += records;
    const { limits } = this;
    this.#rate.backlog(
      this.#bytes > Math.min(BACKLOG_BYTES, limits.bytes / 2) || this.#records > limits.records / 2,
      now,
    );
  }

  #msUntilRoom(bytes: number, records: number, now: number): number {
    const { limits } = this;
    const rate = this.#rate.perMs(now);
    const inTime = rate ? Math.max(BACKLOG_BYTES, rate.bytes * limits.waitMs) : limits.bytes;
    const bytesOver = this.#bytes + bytes - Math.min(limits.bytes, inTime);
    const recordsOver = this.#records + records - limits.records;
    if (bytesOver <= 0 && recordsOver <= 0) return 0;
    const wait = (over: number, perMs: number) => (over > 0 ? over / perMs : 0);
    return Math.max(1, rate ? Math.max(wait(bytesOver, rate.bytes), wait(recordsOver, rate.records)) : 0);
  }
}
