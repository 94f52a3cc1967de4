import type { Span, SpanContext } from "@opentelemetry/api";
import type { Logger } from "pino";
import type { Histogram } from "prom-client";
import { encodeEvent, type RecordEvent } from "../messaging/records/cloud-event.ts";
import { keyOf } from "../messaging/records/record.ts";
import { endSpan, exemplarOf, startSend, traceparentOf } from "../messaging/tracing/spans.ts";
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
  readonly #durations: Histogram;
  /** When each send that has no answer yet began, by `performance.now`. */
  readonly #open = new Map<symbol, number>();
  #transport: Transport | undefined;
  #producer: RecordProducer | undefined;

  /** @param durations seconds of each send, with the trace as exemplar */
  constructor(budget: Budget, log: Logger, durations: Histogram, changed: () => void) {
    this.budget = budget;
    this.#log = log;
    this.#durations = durations;
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
   * @param parent the span that asks for it; the records take the trace along
   * @throws {NotConnected} or {TurnedAway}, synchronously, before anything is sent.
   */
  send(
    events: readonly RecordEvent[],
    settled: Settled = () => {},
    parent: SpanContext | undefined = undefined,
  ): Promise<void> {
    const producer = this.#producer;
    if (!producer) throw new NotConnected("The stream was not reached yet.");
    const span = startSend(events.length, parent);
    const traceparent = traceparentOf(span);
    const outgoing = events.map((event) => ({
      key: keyOf(event.record),
      value: encodeEvent(traceparent === undefined ? event : traced(event, traceparent)),
    }));
    const bytes = outgoing.reduce((sum, { value }) => sum + value.length, 0);
    try {
      this.budget.take({ bytes, records: events.length });
    } catch (error) {
      endSpan(span, "no room");
      throw error;
    }
    return this.#send(producer, events, outgoing, settled, span);
  }

  async close(): Promise<void> {
    await this.#producer?.close();
  }

  async #send(
    producer: RecordProducer,
    events: readonly RecordEvent[],
    outgoing: readonly OutgoingRecord[],
    settled: Settled,
    span: Span,
  ): Promise<void> {
    this.sent.handedOver(events);
    this.#changed();
    const send = Symbol();
    const began = performance.now();
    this.#open.set(send, began);
    const known = new Array<boolean>(events.length);
    let failed = 0;
    const settle = (index: number, result: SendResult) => {
      if (known[index]) return;
      known[index] = true;
      this.budget.settle(outgoing[index]?.value.length ?? 0);
      this.sent.settled(events[index], result);
      if (result.status !== "acknowledged") failed += 1;
      settled(index, result);
    };
    const results = await producer.send(outgoing, settle).catch((error: unknown) => {
      this.#log.error({ err: error, records: events.length }, "send failed");
      return events.map(() => ({ status: "unknown" as const, reason: "the send failed, see the log" }));
    });
    // A transport may also know all of them at once.
    for (const [index, result] of results.entries()) settle(index, result);
    this.#open.delete(send);
    const exemplarLabels = exemplarOf(span.spanContext());
    const value = (performance.now() - began) / 1000;
    this.#durations.observe({
      labels: {},
      value,
      ...(exemplarLabels && { exemplarLabels: { ...exemplarLabels } }),
    });
    endSpan(span, failed > 0 ? `${failed} of ${events.length} records not acknowledged` : undefined);
    this.#changed();
  }
}

/** An event that has a trace keeps it: it names where the event came to be. */
function traced(event: RecordEvent, traceparent: string): RecordEvent {
  const { extensions } = event;
  return "traceparent" in extensions ? event : { ...event, extensions: { ...extensions, traceparent } };
}
