import type { Logger } from "pino";
import { backoffMs, pause } from "../messaging/backoff.ts";
import type { ReceivedRecord, RecordConsumer, Transport } from "../messaging/transport.ts";

export interface ReaderOptions {
  readonly group: string;
  readonly instance: string;
  readonly log: Logger;
  /** Resolves when the effects are durable; after a rejection the batch comes again. */
  readonly handle: (stream: string, records: readonly ReceivedRecord[]) => Promise<void>;
}

/** Reads until it is closed; begins again, with back-off, when reading ends by itself. */
export class Reader {
  readonly #options: ReaderOptions;
  readonly #closing = new AbortController();
  #consumer: RecordConsumer | undefined;
  #closed: Promise<void> | undefined;
  #finished: Promise<void> = Promise.resolve();
  /** When each batch came; an engine may hand over those of several partitions at once. */
  readonly #inHand = new Map<readonly ReceivedRecord[], number>();
  /** When the stream took the first record of the last batch, in milliseconds since the epoch. */
  #lastTaken: number | undefined;

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

  /** Age of the oldest batch in hand, else of the last one while more waits; null while unknown. */
  get lagSeconds(): number | null {
    const inHand = [...this.#inHand.keys()].flatMap(([first]) => first?.timestamp ?? []);
    const oldest = inHand.length > 0 ? Math.min(...inHand) : this.lag === 0 ? Date.now() : this.#lastTaken;
    return oldest === undefined ? null : Math.max(0, Date.now() - oldest) / 1000;
  }

  /** How many this instance has; undefined while unknown. */
  get partitions(): number | undefined {
    return this.#consumer?.partitions?.();
  }

  get recordsInHand(): number {
    let records = 0;
    for (const batch of this.#inHand.keys()) records += batch.length;
    return records;
  }

  /** Milliseconds that the oldest batch in hand has been there. */
  get batchMs(): number {
    return this.#inHand.size === 0 ? 0 : performance.now() - Math.min(...this.#inHand.values());
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
        await consumer.run((records) => this.#handle(consumer.streamId(), records));
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

  async #handle(stream: string, records: readonly ReceivedRecord[]): Promise<void> {
    this.#inHand.set(records, performance.now());
    this.#lastTaken = records[0]?.timestamp;
    try {
      await this.#options.handle(stream, records);
    } finally {
      this.#inHand.delete(records);
    }
  }
}
