import type { Logger } from "pino";
import type { ReceivedRecord, RecordConsumer } from "../transport.ts";
import type { TransportMetrics } from "../transport-metrics.ts";
import { backOff, pause } from "../waiting.ts";
import type { Connection } from "./connection.ts";
import { isFinal, isPastRetention, isThrottled, meansElsewhere, messageOf } from "./errors.ts";
import { Hold } from "./hold.ts";
import { groupByPartition, Lag } from "./lag.ts";
import { throttleHint } from "./pacing.ts";
import type { GroupMember, Page, StreamApi } from "./stream-api.ts";
import type { OciTimings } from "./timings.ts";

type Handle = (records: readonly ReceivedRecord[]) => Promise<void>;

/** Records asked for in one get: the most that the service allows. Its answers end at about 1 MiB in any case. */
const getLimit = 10_000;

/** One instance of a consumer group: get, handle, commit, and so on with one batch at a time. */
export class OciConsumer implements RecordConsumer {
  readonly #connection: Connection;
  readonly #member: GroupMember;
  readonly #timings: OciTimings;
  readonly #metrics: TransportMetrics;
  readonly #log: Logger;
  readonly #lag = new Lag();
  readonly #closed = new AbortController();
  #closedAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> = Promise.resolve();
  #api: StreamApi;
  #cursor: string | undefined;
  #failures = 0;
  #rotatedAt: number | undefined;

  constructor(
    connection: Connection,
    member: GroupMember,
    timings: OciTimings,
    metrics: TransportMetrics,
    log: Logger,
  ) {
    this.#connection = connection;
    this.#member = member;
    this.#timings = timings;
    this.#metrics = metrics;
    this.#log = log;
    this.#api = connection.api;
  }

  run(handle: Handle): Promise<void> {
    const running = this.#run(handle);
    this.#running = running.catch(() => {});
    return running;
  }

  /** The OCID of the stream: another one after a rotation. */
  streamId(): string {
    return this.#api.details.streamOCID;
  }

  /** Known while the service has no more than a get brings, see {@link Lag}. */
  lag(): number | undefined {
    return this.#lag.records;
  }

  async close(): Promise<void> {
    if (!this.#closed.signal.aborted) this.#closedAt = performance.now();
    this.#closed.abort();
    await this.#running;
  }

  async #run(handle: Handle): Promise<void> {
    while (!this.#closed.signal.aborted) {
      const startedAt = performance.now();
      let waitMs: number;
      try {
        const page = await this.#next();
        this.#failures = 0;
        if (page.records.length > 0) await this.#work(page, handle);
        else this.#switchWhenDrained();
        waitMs = this.#timings.pollMs - (performance.now() - startedAt);
      } catch (error) {
        if (this.#closed.signal.aborted) return;
        if (isPastRetention(error)) await this.#rewind();
        waitMs = this.#failed(error);
      }
      await pause(waitMs, this.#closed.signal);
    }
  }

  /** The next page. The cursor is good for one page only; without it, a new one begins at the last commit. */
  async #next(): Promise<Page> {
    const signal = this.#closed.signal;
    const api = this.#api;
    const cursor = this.#cursor ?? (await this.#open(api));
    this.#cursor = cursor;
    const page = await api.get(cursor, getLimit, signal);
    this.#cursor = page.nextCursor;
    this.#connection.succeeded();
    this.#lag.read(page.records, getLimit);
    return page;
  }

  async #open(api: StreamApi): Promise<string> {
    this.#lag.forget();
    try {
      return await api.createGroupCursor(this.#member, this.#closed.signal);
    } catch (error) {
      if (!isFinal(error)) throw error;
      throw new UnreadableStreamError(
        `consumer group ${this.#member.group}: cannot be joined as ${this.#member.instance}: ${messageOf(error)}`,
      );
    }
  }

  /** Hands the page over, one partition after the other, and commits it as a whole. */
  async #work(page: Page, handle: Handle): Promise<void> {
    this.#cursor = undefined;
    const hold = new Hold(this.#connection, this.#api, page.nextCursor, this.#timings, this.#log);
    try {
      for (const records of groupByPartition(page.records).values()) {
        if (!(await this.#handleUntilDone(records, handle, hold.lost))) return;
        this.#lag.handedOver(records.length);
      }
      const started = performance.now();
      // After a close the work is worth a commit as long as the partitions are surely still reserved.
      this.#cursor = await hold.commit(() => this.#closedAt + this.#timings.reservationMs);
      this.#metrics.commitSeconds((performance.now() - started) / 1000);
    } finally {
      hold.release();
    }
  }

  /** False when the batch was left: the partitions went elsewhere, or the consumer is closing. */
  async #handleUntilDone(
    records: readonly ReceivedRecord[],
    handle: Handle,
    lost: AbortSignal,
  ): Promise<boolean> {
    const stop = AbortSignal.any([lost, this.#closed.signal]);
    for (let failures = 1; !lost.aborted; failures += 1) {
      try {
        await handle(records);
        return !lost.aborted;
      } catch (error) {
        const { partition, offset } = records[0] ?? {};
        this.#log.warn({ partition, offset, failures, reason: messageOf(error) }, "a batch was not handled");
        if (stop.aborted) return false;
        await pause(this.#backOff(failures), stop);
        if (this.#closed.signal.aborted) return false;
      }
    }
    return false;
  }

  /** Milliseconds to wait after a failure. Throws when waiting cannot help. */
  #failed(error: unknown): number {
    if (error instanceof UnreadableStreamError) throw error;
    this.#failures += 1;
    if (isThrottled(error)) return throttleHint(error.message) ?? this.#backOff(this.#failures);
    // An answer may have been lost on the way, so the position is no longer certain. The commit is.
    this.#cursor = undefined;
    if (isFinal(error)) this.#log.info({ reason: messageOf(error) }, "the cursor is renewed");
    else this.#connection.failed(error);
    this.#switchWhenGone(error);
    return this.#backOff(this.#failures);
  }

  /** The group was away for longer than the stream keeps records: without this it would stay there for ever. */
  async #rewind(): Promise<void> {
    const { group } = this.#member;
    this.#log.error(
      { group },
      "records expired before they were read; the group goes on with the oldest left",
    );
    await this.#api.rewindGroup(group).catch((error: unknown) => this.#connection.failed(error));
  }

  /**
   * Leaves the old stream after a rotation: it is empty, and every producer had
   * the time to notice the rotation and write to the new one.
   */
  #switchWhenDrained(): void {
    if (this.#api === this.#connection.api) return;
    this.#rotatedAt ??= performance.now();
    if (performance.now() - this.#rotatedAt >= this.#timings.secretPollMs) this.#switch();
  }

  /** Leaves the old stream at once when it is gone, and after a while when it does not answer. */
  #switchWhenGone(error: unknown): void {
    if (this.#api === this.#connection.api) return;
    this.#rotatedAt ??= performance.now();
    const patience = this.#timings.secretPollMs + this.#timings.deliverWithinMs;
    if (meansElsewhere(error) || performance.now() - this.#rotatedAt >= patience) this.#switch();
  }

  #switch(): void {
    this.#api = this.#connection.api;
    this.#rotatedAt = undefined;
    this.#cursor = undefined;
    this.#log.info({ stream: this.#api.details.streamOCID }, "the consumer reads another stream");
  }

  #backOff(failures: number): number {
    return backOff(failures, this.#timings.firstPauseMs, this.#timings.longestPauseMs);
  }
}

/** No wait makes the stream readable: the service objects to the request itself. */
class UnreadableStreamError extends Error {}
