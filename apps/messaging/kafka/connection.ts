import type { Admin, Kafka } from "kafkajs";
import type { Logger } from "pino";
import { isAnswer, messageOf } from "./errors.ts";
import type { KafkaTimings } from "./timings.ts";

/** Oldest offset and the one after the newest, of one partition. */
export interface Reach {
  readonly low: number;
  readonly high: number;
}

/** Whether the topic can be reached, and what is to be known about it as a whole. Looks again at intervals. */
export class Connection {
  readonly #kafka: Kafka;
  readonly #topic: string;
  readonly #timings: KafkaTimings;
  readonly #log: Logger;
  readonly #watchers = new Set<() => void>();
  #admin: Promise<Admin> | undefined;
  #connected = true;
  #closed = false;
  #watching: NodeJS.Timeout | undefined;
  #clusterId = "";
  /** As of the last look. */
  partitions = 0;

  constructor(kafka: Kafka, topic: string, timings: KafkaTimings, log: Logger) {
    this.#kafka = kafka;
    this.#topic = topic;
    this.#timings = timings;
    this.#log = log;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** A topic that is made anew in the same cluster has the same: kafkajs does not tell the topic's own id. */
  get streamId(): string {
    return `${this.#clusterId}/${this.#topic}`;
  }

  /** Looks at the topic for the first time. Rejects when it cannot be reached. */
  async open(): Promise<void> {
    try {
      await this.#look();
    } catch (error) {
      throw new Error(`kafka: topic ${this.#topic} cannot be used: ${messageOf(error)}`, { cause: error });
    }
    this.#watchOn();
  }

  /** Calls back after every successful look, until the result is called. */
  onLook(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  succeeded(): void {
    if (!this.#connected) this.#log.info("the topic answers again");
    this.#connected = true;
  }

  /** A broker that says no is connected all the same: the caller reports that with the record. */
  failed(error: unknown): void {
    if (isAnswer(error)) return;
    if (this.#connected) this.#log.warn({ reason: messageOf(error) }, "the topic does not answer");
    this.#connected = false;
    this.#watchOn();
  }

  /** Of every partition, by its number. */
  async reach(): Promise<ReadonlyMap<number, Reach>> {
    const offsets = await this.#ask((admin) => admin.fetchTopicOffsets(this.#topic));
    return new Map(
      offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]),
    );
  }

  /** What a group has committed, by partition; those without a commit are missing. */
  async committed(groupId: string): Promise<ReadonlyMap<number, number>> {
    const topics = await this.#ask((admin) => admin.fetchOffsets({ groupId, topics: [this.#topic] }));
    const partitions = topics.flatMap((topic) => topic.partitions);
    return new Map(
      partitions.flatMap(({ partition, offset }) =>
        Number(offset) < 0 ? [] : [[partition, Number(offset)] as const],
      ),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#watching);
    await this.#forgetAdmin();
  }

  #watchOn(): void {
    clearTimeout(this.#watching);
    if (this.#closed) return;
    const { watchMs } = this.#timings;
    // What is gone is looked for more often.
    this.#watching = setTimeout(() => void this.#watch(), this.#connected ? watchMs : watchMs / 5);
    this.#watching.unref();
  }

  async #watch(): Promise<void> {
    try {
      await this.#look();
      this.succeeded();
      for (const watcher of this.#watchers) watcher();
    } catch (error) {
      if (!this.#closed) this.failed(error);
    }
    this.#watchOn();
  }

  async #look(): Promise<void> {
    const { topics } = await this.#ask((admin) => admin.fetchTopicMetadata({ topics: [this.#topic] }));
    if (this.#clusterId === "") {
      const { clusterId } = await this.#ask((admin) => admin.describeCluster());
      this.#clusterId = clusterId;
    }
    const partitions = topics[0]?.partitions.length ?? 0;
    if (this.partitions !== 0 && partitions !== this.partitions) {
      this.#log.info({ from: this.partitions, to: partitions }, "the topic has another number of partitions");
    }
    this.partitions = partitions;
  }

  async #ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    this.#admin ??= this.#connect();
    try {
      return await question(await this.#admin);
    } catch (error) {
      // kafkajs keeps a connection on which nothing comes back, so the next question gets a new one.
      if (!isAnswer(error)) await this.#forgetAdmin();
      throw error;
    }
  }

  async #connect(): Promise<Admin> {
    const admin = this.#kafka.admin();
    await admin.connect();
    return admin;
  }

  async #forgetAdmin(): Promise<void> {
    const admin = this.#admin;
    this.#admin = undefined;
    await admin?.then((open) => open.disconnect()).catch(() => {});
  }
}
