import type { Logger } from "pino";
import { encodeEvent, type RecordEvent } from "../messaging/records/cloud-event.ts";
import { keyOf } from "../messaging/records/record.ts";
import type { RecordProducer, SendResult } from "../messaging/transport.ts";
import { SentRecords } from "./sent-records.ts";

/** More than this in hand means that the stream is slower than the clients; memory must not pay for it. */
const MAX_BYTES_IN_HAND = 64 * 1024 * 1024;

/** Why no record can be sent now; nothing was sent. */
export class NotSendable extends Error {}

/** Sends events through the stream, once there is one, and keeps account of them. */
export class Sender {
  readonly sent = new SentRecords();
  readonly #log: Logger;
  readonly #changed: () => void;
  /** When each send that has no answer yet began, by `performance.now`. */
  readonly #open = new Map<symbol, number>();
  #bytesInHand = 0;
  #producer: RecordProducer | undefined;

  constructor(log: Logger, changed: () => void) {
    this.#log = log;
    this.#changed = changed;
  }

  connected(producer: RecordProducer): void {
    this.#producer = producer;
  }

  get isConnected(): boolean {
    return this.#producer !== undefined;
  }

  /** Milliseconds that the oldest send has waited for its answer. */
  get oldestMs(): number {
    const [began] = this.#open.values();
    return began === undefined ? 0 : performance.now() - began;
  }

  /**
   * Resolves with the fate of each event, in their order.
   *
   * @throws {NotSendable} before anything is sent.
   */
  async send(events: readonly RecordEvent[]): Promise<readonly SendResult[]> {
    const producer = this.#producer;
    if (!producer) throw new NotSendable("The stream was not reached yet.");
    const outgoing = events.map((event) => ({ key: keyOf(event.record), value: encodeEvent(event) }));
    const bytes = outgoing.reduce((sum, { value }) => sum + value.length, 0);
    if (this.#bytesInHand + bytes > MAX_BYTES_IN_HAND) {
      throw new NotSendable(`${this.sent.inHand} records wait for the stream already.`);
    }
    this.#bytesInHand += bytes;
    this.sent.handedOver(events);
    this.#changed();
    const send = Symbol();
    this.#open.set(send, performance.now());
    const results = await producer.send(outgoing).catch((error: unknown) => {
      this.#log.error({ err: error, records: events.length }, "send failed");
      return events.map(() => ({ status: "unknown" as const, reason: "the send failed, see the log" }));
    });
    this.#open.delete(send);
    this.#bytesInHand -= bytes;
    this.sent.settled(events, results);
    this.#changed();
    return results;
  }

  async close(): Promise<void> {
    await this.#producer?.close();
  }
}
