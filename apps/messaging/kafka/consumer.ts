import type { EachBatchPayload, Kafka } from "kafkajs";
import type { Logger } from "pino";
import type { ReceivedRecord, RecordConsumer } from "../transport.ts";
import type { TransportMetrics } from "../transport-metrics.ts";
import { backOff, pause } from "../waiting.ts";
import { Claim } from "./claim.ts";
import type { Connection } from "./connection.ts";
import { isFinal, isWithoutCoordinator, messageOf } from "./errors.ts";
import { Lag } from "./lag.ts";
import type { KafkaTimings } from "./timings.ts";

type Handle = (records: readonly ReceivedRecord[]) => Promise<void>;

/** Joins in a row, some seconds altogether, after which a group without a coordinator is taken for one that is not ours. */
const groupAttempts = 8;

export interface ConsumerOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly group: string;
  readonly connection: Connection;
  readonly timings: KafkaTimings;
  readonly metrics: TransportMetrics;
  readonly log: Logger;
}

/** One instance of a consumer group: fetch, handle, commit, and so on with one batch of one partition at a time. */
export class KafkaConsumer implements RecordConsumer {
  readonly #options: ConsumerOptions;
  readonly #lag = new Lag();
  readonly #closed = new AbortController();
  readonly #untilClosed = new Promise<void>((resolve) => {
    this.#closed.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  #running: Promise<void> = Promise.resolve();
  #lagLearned: Promise<void> = Promise.resolve();

  constructor(options: ConsumerOptions) {
    this.#options = options;
  }

  run(handle: Handle): Promise<void> {
    const running = this.#run(handle);
    this.#running = running.catch(() => {});
    return running;
  }

  streamId(): string {
    return this.#options.connection.streamId;
  }

  lag(): number | undefined {
    return this.#lag.records;
  }

  partitions(): number | undefined {
    return this.#lag.partitions;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#running;
  }

  /** A member of the group after another, because one of kafkajs ends when its brokers were away for long. */
  async #run(handle: Handle): Promise<void> {
    const { group, topic, connection, timings, log } = this.#options;
    const forgetLook = connection.onLook(() => this.#learnLag());
    try {
      for (let failures = 1; !this.#closed.signal.aborted; failures += 1) {
        try {
          await this.#beMember(handle, () => {
            failures = 0;
          });
        } catch (error) {
          if (this.#closed.signal.aborted) return;
          if (isFinal(error) || (isWithoutCoordinator(error) && failures >= groupAttempts)) {
            throw new Error(`kafka: group ${group} cannot read topic ${topic}: ${messageOf(error)}`, {
              cause: error,
            });
          }
          connection.failed(error);
          log.info({ reason: messageOf(error) }, "the group is joined again");
        }
        const waitMs = backOff(Math.max(1, failures), timings.firstPauseMs, timings.longestPauseMs);
        await pause(waitMs, this.#closed.signal);
      }
    } finally {
      forgetLook();
    }
  }

  /** Joins the group and reads until closed. Rejects when the membership ended by itself. */
  async #beMember(handle: Handle, joined: () => void): Promise<void> {
    const { kafka, topic, group, connection, timings, log } = this.#options;
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: timings.sessionMs,
      heartbeatInterval: timings.heartbeatMs,
      maxWaitTimeInMs: timings.fetchWaitMs,
      metadataMaxAge: timings.metadataMs,
      allowAutoTopicCreation: false,
      // Another member comes instead, with connections of its own.
      retry: { retries: 5, restartOnFailure: async () => false },
    });
    const crashed = new Promise<never>((_, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    });
    // Nobody waits for it yet while the group is being joined.
    crashed.catch(() => {});
    consumer.on(consumer.events.HEARTBEAT, () => connection.succeeded());
    consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
      const partitions = memberAssignment[topic] ?? [];
      log.info({ group, partitions }, "partitions assigned");
      joined();
      connection.succeeded();
      this.#lag.assign(partitions);
      this.#lagLearned = this.#learnLag();
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => this.#work(payload, handle),
      });
      await Promise.race([this.#untilClosed, crashed]);
    } finally {
      // Waits for the batch in hand and leaves the group, so that nobody waits for its partitions.
      await consumer.disconnect().catch((error: unknown) => {
        log.warn({ reason: messageOf(error) }, "the group was not left in good order");
      });
    }
  }

  async #work(payload: EachBatchPayload, handle: Handle): Promise<void> {
    const { partition, highWatermark, messages } = payload.batch;
    const name = String(partition);
    const records = messages.map(({ offset, key, value, timestamp }) => ({
      partition: name,
      offset,
      key: key === null ? null : key.toString(),
      // A tombstone: Kafka has values that are null, the transport has empty ones.
      value: value ?? Buffer.alloc(0),
      timestamp: Number(timestamp),
    }));
    const [first, last] = [records[0], records.at(-1)];
    if (!first || !last) return;
    await this.#lagLearned;
    this.#lag.read(partition, first.offset, highWatermark);
    const claim = new Claim(payload, this.#options.timings);
    try {
      if (!(await this.#handleUntilDone(records, handle, claim))) return;
      const started = performance.now();
      await claim.commit(last.offset);
      this.#options.metrics.commitSeconds((performance.now() - started) / 1000);
      this.#lag.handedOver(partition, last.offset);
    } finally {
      claim.release();
    }
  }

  /** False when the consumer is closing before the batch was handled. Rejects when the partition has gone elsewhere. */
  async #handleUntilDone(records: readonly ReceivedRecord[], handle: Handle, claim: Claim): Promise<boolean> {
    const { timings, log } = this.#options;
    for (let failures = 1; ; failures += 1) {
      claim.throwIfLost();
      try {
        await handle(records);
        return true;
      } catch (error) {
        const { partition, offset } = records[0] ?? {};
        log.warn({ partition, offset, failures, reason: messageOf(error) }, "a batch was not handled");
        await pause(backOff(failures, timings.firstPauseMs, timings.longestPauseMs), this.#closed.signal);
        if (this.#closed.signal.aborted) return false;
        // The group waits for this instance, and the batch comes again wherever its partition goes.
        claim.throwIfRebalancing();
      }
    }
  }

  async #learnLag(): Promise<void> {
    const { connection, group } = this.#options;
    try {
      const [committed, reach] = await Promise.all([connection.committed(group), connection.reach()]);
      this.#lag.learn(committed, reach);
    } catch {
      // The next look tells; until then the lag is that of the last one.
    }
  }
}
