import type { Logger } from "pino";
import { backoffMs, pause } from "../messaging/backoff.ts";
import type { ReceivedRecord, RecordConsumer, Transport } from "../messaging/transport.ts";

export interface ReaderOptions {
  readonly group: string;
  readonly instance: string;
  readonly log: Logger;
  readonly handle: (records: readonly ReceivedRecord[]) => void;
}

/** Reads until it is closed; begins again, with back-off, when reading ends by itself. */
export class Reader {
  readonly #options: ReaderOptions;
  readonly #closing = new AbortController();
  #consumer: RecordConsumer | undefined;
  #closed: Promise<void> | undefined;
  #finished: Promise<void> = Promise.resolve();
  #batchInHand: { readonly records: number; readonly since: number } | undefined;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  start(transport: Transport): void {
    this.#finished = this.#readOn(transport);
  }

  get isReading(): boolean {
    return this.#consumer !== undefined;
  }

  get lag(): number | null {
    return this.#consumer?.lag() ?? null;
  }

  get recordsInHand(): number {
    return this.#batchInHand?.records ?? 0;
  }

  /** Milliseconds that the batch in hand has been there. */
  get batchMs(): number {
    return this.#batchInHand ? performance.now() - this.#batchInHand.since : 0;
  }

  /** Finishes and commits the batch in hand. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    await this.#consumer?.close();
    await this.#finished;
  }

  async #readOn(transport: Transport): Promise<void> {
    const { group, instance, log } = this.#options;
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; ) {
      const consumer = transport.createConsumer({ group, instance });
      this.#consumer = consumer;
      const began = performance.now();
      try {
        await consumer.run((records) => this.#handle(records));
        if (signal.aborted) return;
        log.error("reading ended by itself");
      } catch (error) {
        log.error({ err: error }, "reading failed");
      }
      this.#consumer = undefined;
      await consumer.close().catch(() => {});
      failures = performance.now() - began > 60_000 ? 1 : failures + 1;
      const retryInMs = backoffMs(failures);
      log.info({ retryInMs }, "reading begins again");
      await pause(retryInMs, signal);
    }
  }

  async #handle(records: readonly ReceivedRecord[]): Promise<void> {
    this.#batchInHand = { records: records.length, since: performance.now() };
    try {
      this.#options.handle(records);
    } finally {
      this.#batchInHand = undefined;
    }
  }
}
