import { eachSettled } from "../each-settled.ts";
import type { OutgoingRecord, RecordProducer, SendResult } from "../transport.ts";
import type { TransportMetrics } from "../transport-metrics.ts";
import { backOff } from "../waiting.ts";
import type { Connection } from "./connection.ts";
import { isFinal, isThrottled, mayHaveHappened, messageOf } from "./errors.ts";
import { bytesOf, objectionTo } from "./limits.ts";
import { type Batch, fullBatch, Outbox, type Pending } from "./outbox.ts";
import { Pacer, throttleHint } from "./pacing.ts";
import type { StreamApi } from "./stream-api.ts";
import type { OciTimings } from "./timings.ts";

/** Puts under way at the same time. Enough for 15 ms of round trip at 250,000 records a second. */
const putsInFlight = 8;

/**
 * Sends records in batches, several at a time, and keeps at each record until its fate is known:
 * in the stream, refused, or (after the time for delivery) unknown because an answer never came.
 */
export class OciProducer implements RecordProducer {
  readonly #connection: Connection;
  readonly #timings: OciTimings;
  readonly #metrics: TransportMetrics;
  readonly #pacer: Pacer;
  readonly #outbox: Outbox;
  #api: StreamApi;
  #inFlight = 0;
  #failures = 0;
  #pausedUntil = 0;
  #timer: { readonly at: number; readonly handle: NodeJS.Timeout } | undefined;
  #closing = false;
  #drained: (() => void)[] = [];

  constructor(connection: Connection, timings: OciTimings, metrics: TransportMetrics) {
    this.#connection = connection;
    this.#timings = timings;
    this.#metrics = metrics;
    this.#api = connection.api;
    this.#pacer = new Pacer(timings.bytesPerSecond);
    this.#outbox = new Outbox(this.#pacer);
  }

  send(
    records: readonly OutgoingRecord[],
    settled?: (index: number, result: SendResult) => void,
  ): Promise<readonly SendResult[]> {
    const since = performance.now();
    const fates = eachSettled(records, settled, (record, settle) => {
      const objection = this.#closing ? "the producer is closed" : objectionTo(record);
      if (objection) {
        this.#metrics.refused(1);
        settle({ status: "refused", reason: objection });
      } else {
        const bytes = bytesOf(record);
        this.#outbox.add({ record, bytes, since, settle, attempts: 0, maybeIn: false, reason: "" });
      }
    });
    this.#pump();
    return fates;
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#pump();
    if (this.#outbox.open > 0) await new Promise<void>((resolve) => this.#drained.push(resolve));
    clearTimeout(this.#timer?.handle);
  }

  /** Sends what may leave now, and comes back when more may. */
  #pump(): void {
    this.#followRotation();
    // After a failure one put at a time finds out whether the service is back.
    const allowed = this.#failures > 0 ? 1 : putsInFlight;
    while (this.#inFlight < allowed && this.#outbox.readyRecords > 0) {
      const now = performance.now();
      const due =
        this.#closing ||
        this.#outbox.readyRecords >= fullBatch.records ||
        this.#outbox.readyBytes >= fullBatch.bytes;
      const at = Math.max(this.#pausedUntil, due ? 0 : this.#outbox.oldest + this.#timings.lingerMs);
      if (at > now) {
        this.#pumpAt(at);
        return;
      }
      const { batch, waitMs } = this.#outbox.take(now);
      if (batch.entries.length === 0) {
        this.#pumpAt(now + waitMs);
        return;
      }
      const inTime = this.#withoutLate(batch, now);
      if (inTime.entries.length > 0) void this.#put(inTime);
    }
    if (this.#outbox.open === 0) this.#idle();
  }

  #pumpAt(at: number): void {
    if (this.#timer && this.#timer.at <= at) return;
    clearTimeout(this.#timer?.handle);
    const handle = setTimeout(
      () => {
        this.#timer = undefined;
        this.#pump();
      },
      Math.max(1, Math.ceil(at - performance.now())),
    );
    this.#timer = { at, handle };
  }

  #idle(): void {
    for (const done of this.#drained.splice(0)) done();
    // Readiness waits for the stream to be back, and without readiness nothing more comes to be sent.
    if (!this.#closing) this.#connection.askUntilConnected();
  }

  #followRotation(): void {
    if (this.#api === this.#connection.api) return;
    this.#api = this.#connection.api;
    this.#pacer.forget();
    this.#outbox.resort();
    this.#pausedUntil = 0;
  }

  #withoutLate(batch: Batch, now: number): Batch {
    const late = (pending: Pending) => now - pending.since > this.#timings.deliverWithinMs;
    if (!batch.entries.some(({ pending }) => late(pending))) return batch;
    for (const { pending } of batch.entries) if (late(pending)) this.#giveUp(pending);
    return { entries: batch.entries.filter(({ pending }) => !late(pending)) };
  }

  async #put({ entries }: Batch): Promise<void> {
    const pending = entries.map((entry) => entry.pending);
    const again = pending.filter(({ attempts }) => attempts > 0).length;
    for (const one of pending) one.attempts += 1;
    this.#metrics.sent(pending.length - again);
    this.#metrics.retried(again);
    this.#metrics.batchSize(pending.length);
    this.#inFlight += 1;
    const started = performance.now();
    try {
      const results = await this.#api.put(pending.map(({ record }) => record));
      this.#failures = 0;
      this.#connection.succeeded();
      this.#settle(entries, results);
    } catch (error) {
      this.#putFailed(pending, error);
    } finally {
      this.#metrics.putSeconds((performance.now() - started) / 1000);
      this.#inFlight -= 1;
      this.#pump();
    }
  }

  #settle(entries: Batch["entries"], results: Awaited<ReturnType<StreamApi["put"]>>): void {
    const now = performance.now();
    const failed: Pending[] = [];
    let acknowledged = 0;
    let wait = 0;
    for (const [index, { pending, sentTo }] of entries.entries()) {
      const result = results[index];
      if (result && "position" in result) {
        acknowledged += 1;
        this.#pacer.learn(pending.record.key, result.position.partition, sentTo, pending.bytes, now);
        this.#outbox.settle(pending, { status: "acknowledged", position: result.position });
        continue;
      }
      const { error, errorMessage } = result ?? { error: "Unknown", errorMessage: "no entry" };
      pending.reason = `${error}: ${errorMessage}`;
      if (/^4(?!29|08)\d\d$/.test(error)) {
        this.#refuse(pending);
        continue;
      }
      failed.push(pending);
      const hint = throttleHint(errorMessage);
      if (hint !== undefined) this.#pacer.block(sentTo, now + hint);
      wait = Math.max(wait, hint ?? this.#backOff(pending.attempts));
    }
    this.#metrics.acknowledged(acknowledged);
    this.#again(failed, wait);
  }

  #putFailed(pending: readonly Pending[], error: unknown): void {
    this.#failures += 1;
    const maybeIn = mayHaveHappened(error);
    if (!isThrottled(error)) this.#connection.failed(error);
    const wait = throttleHint(messageOf(error)) ?? this.#backOff(this.#failures);
    this.#pausedUntil = performance.now() + wait;
    for (const one of pending) {
      one.reason = messageOf(error);
      one.maybeIn ||= maybeIn;
      if (isFinal(error)) this.#refuse(one);
    }
    if (!isFinal(error)) this.#again(pending, wait);
  }

  #again(failed: readonly Pending[], wait: number): void {
    const now = performance.now();
    const inTime = failed.filter((pending) => {
      if (now + wait - pending.since <= this.#timings.deliverWithinMs) return true;
      this.#giveUp(pending);
      return false;
    });
    if (inTime.length === 0) return;
    setTimeout(() => {
      this.#outbox.again(inTime);
      this.#pump();
    }, wait);
  }

  #giveUp(pending: Pending): void {
    const seconds = this.#timings.deliverWithinMs / 1000;
    pending.reason = `not delivered in ${seconds} s: ${pending.reason || "the stream took no more"}`;
    this.#refuse(pending);
  }

  /** Refused, unless an earlier attempt may have brought the record in. */
  #refuse(pending: Pending): void {
    const status = pending.maybeIn ? "unknown" : "refused";
    this.#metrics[status](1);
    this.#outbox.settle(pending, { status, reason: pending.reason });
  }

  #backOff(failures: number): number {
    return backOff(failures, this.#timings.firstPauseMs, this.#timings.longestPauseMs);
  }
}
