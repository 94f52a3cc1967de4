import type { Logger } from "pino";
import { backoffMs, pause } from "../messaging/backoff.ts";
import type { ConsumerConfig } from "../messaging/config.ts";
import { reasonOf } from "../messaging/database/reason.ts";
import { MemoryResults } from "./memory-results.ts";
import type { Results } from "./results.ts";

/** A database starts beside its consumers, or comes back; one that asks every other second does it no harm. */
const LONGEST_MS = 2_000;

/** The results of a consumer: in its memory, or in a database that is tried until it can be used. */
export class LateResults {
  /** Settles at the first success, or at a close before it. */
  readonly opened: Promise<void>;
  readonly kept: boolean;
  readonly #log: Logger;
  readonly #closing = new AbortController();
  #results: Results | undefined;
  #reason = "the database was not reached yet";

  constructor(config: ConsumerConfig, log: Logger) {
    this.#log = log;
    this.kept = config.database !== undefined;
    if (!this.kept) this.#results = new MemoryResults();
    this.opened = this.#openUntilClosed(config);
  }

  /** @throws Error with the reason while they cannot be used for the first time. */
  get current(): Results {
    if (!this.#results) throw new Error(this.#reason);
    return this.#results;
  }

  /** Why they cannot be used yet; none once they were. */
  get reasons(): readonly string[] {
    return this.#results ? [] : [this.#reason];
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.opened;
    await this.#results?.close();
  }

  async #openUntilClosed(config: ConsumerConfig): Promise<void> {
    if (!config.database) return;
    // The driver, and for a vault the SDK, are loaded by who uses them.
    const { connectPostgres } = await import("./postgres/connect-postgres.ts");
    const results = connectPostgres(config.database, config, this.#log);
    const began = performance.now();
    for (let failures = 0; !this.#closing.signal.aborted; ) {
      try {
        await results.open();
        this.#results = results;
        this.#log.info({ afterMs: Math.round(performance.now() - began), failures }, "the database is ready");
        return;
      } catch (error) {
        failures++;
        this.#reason = reasonOf(error);
        const retryInMs = Math.min(LONGEST_MS, backoffMs(failures));
        this.#log.warn({ reason: this.#reason, failures, retryInMs }, "the database cannot be used");
        await pause(retryInMs, this.#closing.signal);
      }
    }
    await results.close();
  }
}
