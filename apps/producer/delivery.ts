import type { SpanContext } from "@opentelemetry/api";
import type { RecordEvent } from "../messaging/records/cloud-event.ts";
import type { SendResult } from "../messaging/transport.ts";
import type { Sender } from "./sender.ts";

/** What is known of one record of a request: its fate, or nothing yet. */
export interface RecordFate {
  readonly id: string;
  readonly source: string;
  readonly result: SendResult | undefined;
}

/** The records of one request on their way. It outlives the request, which may end by its time limit. */
export class Delivery {
  readonly #sender: Sender;
  readonly #parent: SpanContext | undefined;
  readonly #identities: readonly { readonly id: string; readonly source: string }[];
  readonly #results: (SendResult | undefined)[];
  #settled: Promise<void> = Promise.resolve();
  #open = false;

  /**
   * Sends.
   *
   * @param parent the client's span, if it told
   * @throws {NotConnected} or {TurnedAway} before anything is sent
   */
  constructor(sender: Sender, events: readonly RecordEvent[], parent?: SpanContext) {
    this.#sender = sender;
    this.#parent = parent;
    this.#identities = events.map(({ id, source }) => ({ id, source }));
    this.#results = new Array<SendResult | undefined>(events.length).fill(undefined);
    this.#send(events.map((event, index) => ({ event, index })));
  }

  get records(): number {
    return this.#identities.length;
  }

  get fates(): readonly RecordFate[] {
    return this.#identities.map(({ id, source }, index) => ({ id, source, result: this.#results[index] }));
  }

  /** Something is under way. */
  get isOpen(): boolean {
    return this.#open;
  }

  get isComplete(): boolean {
    return this.#results.every((result) => result?.status === "acknowledged");
  }

  /** Sends what is not known to be in the stream once more; `events` are the same ones as before. */
  repeat(events: readonly RecordEvent[]): void {
    const missing = events
      .map((event, index) => ({ event, index }))
      .filter(({ index }) => this.#results[index]?.status !== "acknowledged");
    this.#send(missing);
    for (const { index } of missing) this.#results[index] = undefined;
  }

  /** Resolves when every fate is known, or after so many milliseconds. */
  async settledWithin(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([this.#settled, late]);
    clearTimeout(timer);
  }

  #send(entries: readonly { readonly event: RecordEvent; readonly index: number }[]): void {
    const events = entries.map(({ event }) => event);
    const settled = (at: number, result: SendResult) => {
      const index = entries[at]?.index;
      if (index !== undefined) this.#results[index] = result;
    };
    const sending = this.#sender.send(events, settled, this.#parent);
    this.#open = true;
    this.#settled = sending.then(() => {
      this.#open = false;
    });
  }
}
