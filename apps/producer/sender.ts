import type { Logger } from "pino";
import { encodeEvent, type RecordEvent } from "../messaging/records/cloud-event.ts";
import { keyOf } from "../messaging/records/record.ts";
import type { OutgoingRecord, RecordProducer, SendResult, Transport } from "../messaging/transport.ts";
import type { Budget } from "./budget.ts";
import { SentRecords } from "./sent-records.ts";

/** The stream was never reached, so nothing was sent. */
export class NotConnected extends Error {}

/** Hears the fate of each event as soon as it is known; called once for each. */
export type Settled = (index: number, result: SendResult) => void;

/** Sends events through the stream, once there is one, and keeps account of them. */
export class Sender {
  readonly sent = new SentRecords();
  readonly budget: Budget;
  readonly #log: Logger;
  readonly #changed: () => void;
  /** When each send that has no answer yet began, by `performance.now`. */
  readonly #open = new Map<symbol, number>();
  #transport: Transport | undefined;
  #producer: RecordProducer | undefined;

  constructor(budget: Budget, log: Logger, changed: () => void) {
    this.budget = budget;
    this.#log = log;
    this.#changed = changed;
  }

  connected(transport: Transport): void {
    this.#transport = transport;
    this.#producer = transport.createProducer();
  }

  get wasConnected(): boolean {
    return this.#producer !== undefined;
  }

  /** Whether the stream takes records now, as far as is known. */
  get isConnected(): boolean {
    return this.#transport?.isConnected() ?? false;
  }

  /** Milliseconds that the oldest send has waited for its answer. */
  get oldestMs(): number {
    const [began] = this.#open.values();
    return began === undefined ? 0 : performance.now() - began;
  }

  /**
   * Sends all events, and resolves when `settled` has heard of each. Nobody can take it back.
   *
   * @throws {NotConnected} or {TurnedAway}, synchronously, before anything is sent.
   */
  send(events: readonly RecordEvent[], settled: Settled = () => {}): Promise<void> {
    const producer = this.#producer;
    if (!producer) throw new NotConnected("The stream was not reached yet.");
    const outgoing = events.map((event) => ({ key: keyOf(event.record), value: encodeEvent(event) }));
    const bytes = outgoing.reduce((sum, { value }) => sum + value.length, 0);
    this.budget.take({ bytes, records: events.length });
    return this.#send(producer, events, outgoing, settled);
  }

  async close(): Promise<void> {
    await this.#producer?.close();
  }

  async #send(
    producer: RecordProducer,
    events: readonly RecordEvent[],
    outgoing: readonly OutgoingRecord[],
    settled: Settled,
  ): Promise<void> {
    this.sent.handedOver(events);
    this.#changed();
    const send = Symbol();
    this.#open.set(send, performance.now());
    const known = new Array<boolean>(events.length);
    const settle = (index: number, result: SendResult) => {
      if (known[index]) return;
      known[index] = true;
      this.budget.settle(outgoing[index]?.value.length ?? 0);
      this.sent.settled(events[index], result);
      settled(index, result);
    };
    const results = await producer.send(outgoing, settle).catch((error: unknown) => {
      this.#log.error({ err: error, records: events.length }, "send failed");
      return events.map(() => ({ status: "unknown" as const, reason: "the send failed, see the log" }));
    });
    // A transport may also know all of them at once.
    for (const [index, result] of results.entries()) settle(index, result);
    this.#open.delete(send);
    this.#changed();
  }
}
