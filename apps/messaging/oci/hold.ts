import type { Logger } from "pino";
import { backOff, pause } from "../waiting.ts";
import type { Connection } from "./connection.ts";
import { isLost, isThrottled, messageOf } from "./errors.ts";
import type { StreamApi } from "./stream-api.ts";
import type { OciTimings } from "./timings.ts";

/**
 * The partitions of one batch while it is handled: heartbeats keep them reserved,
 * however long that takes, and renew the cursor, which lives for five minutes.
 */
export class Hold {
  readonly #connection: Connection;
  readonly #api: StreamApi;
  readonly #timings: OciTimings;
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  readonly #lost = new AbortController();
  #cursor: string;
  #beat: Promise<void> = Promise.resolve();

  constructor(connection: Connection, api: StreamApi, cursor: string, timings: OciTimings, log: Logger) {
    this.#connection = connection;
    this.#api = api;
    this.#cursor = cursor;
    this.#timings = timings;
    this.#log = log;
    this.#timer = setInterval(() => this.#queueBeat(), timings.reservationMs / 3);
  }

  /** Aborted when the service has given the partitions to another instance: its work is no longer this one's. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  release(): void {
    clearInterval(this.#timer);
  }

  /**
   * Commits the batch and returns the cursor to go on with; undefined when it could not be committed and
   * so comes again, here or elsewhere. Tries for as long as the service does not answer, until `giveUpAt()`.
   */
  async commit(giveUpAt: () => number): Promise<string | undefined> {
    this.release();
    await this.#beat;
    for (let failures = 1; !this.lost.aborted; failures += 1) {
      try {
        const next = await this.#api.commit(this.#cursor);
        this.#connection.succeeded();
        return next;
      } catch (error) {
        this.#note(error, "commit");
        if (performance.now() >= giveUpAt()) return undefined;
        await pause(backOff(failures, this.#timings.firstPauseMs, this.#timings.longestPauseMs), this.lost);
      }
    }
    return undefined;
  }

  #queueBeat(): void {
    this.#beat = this.#beat.then(async () => {
      if (this.lost.aborted) return;
      try {
        this.#cursor = await this.#api.heartbeat(this.#cursor);
      } catch (error) {
        this.#note(error, "heartbeat");
      }
    });
  }

  #note(error: unknown, what: string): void {
    this.#log.warn({ reason: messageOf(error) }, `${what} failed`);
    if (isLost(error)) this.#lost.abort();
    // While a commit is repeated nobody else would notice that the service is away.
    else if (!isThrottled(error)) this.#connection.failed(error);
  }
}
