import { CompressionTypes, type Kafka, type Message, type Producer } from "kafkajs";
import { pause } from "../waiting.ts";
import type { Connection } from "./connection.ts";
import { isTimeout, mayHaveHappened } from "./errors.ts";
import type { KafkaConfig } from "./kafka-config.ts";
import type { KafkaTimings } from "./timings.ts";

export interface Entry {
  readonly key: Buffer | null;
  readonly value: Buffer;
}

export type PutResult =
  | { readonly firstOffset: number }
  | { readonly error: unknown; readonly maybeIn: boolean };

/**
 * Puts one batch to one partition, once: repeating is up to the caller, who knows what the order needs. Makes a new
 * producer of kafkajs when the one at hand has a connection on which nothing comes back.
 */
export class Link {
  readonly #kafka: Kafka;
  readonly #config: KafkaConfig;
  readonly #timings: KafkaTimings;
  readonly #connection: Connection;
  readonly #inHand = new Map<Producer, number>();
  #producer: Promise<Producer> | undefined;
  /** As the producer itself sees it: to a partition that it does not know it sends nothing, and says nothing. */
  partitions: number;

  constructor(kafka: Kafka, config: KafkaConfig, timings: KafkaTimings, connection: Connection) {
    this.#kafka = kafka;
    this.#config = config;
    this.#timings = timings;
    this.#connection = connection;
    this.partitions = connection.partitions;
  }

  /** Never rejects. */
  async put(partition: number, entries: readonly Entry[]): Promise<PutResult> {
    let encoded = false;
    const messages: Message[] = entries.map(({ key, value }) => ({ key, value, partition }));
    // kafkajs reads headers when it encodes a request, for which it needs a connection: until then nothing has left.
    Object.defineProperty(messages[0], "headers", {
      enumerable: true,
      get: () => {
        encoded = true;
        return undefined;
      },
    });
    try {
      const [answer] = await this.#withProducer((producer) =>
        producer.send({
          topic: this.#config.topic,
          messages,
          acks: -1,
          // The broker gives up waiting for the other replicas before this program does.
          timeout: this.#timings.requestTimeoutMs * 0.8,
          compression: this.#config.compression === "gzip" ? CompressionTypes.GZIP : CompressionTypes.None,
        }),
      );
      if (answer?.baseOffset === undefined) {
        this.#replace();
        return { error: new Error(`partition ${partition} is not known yet`), maybeIn: false };
      }
      this.#connection.succeeded();
      return { firstOffset: Number(answer.baseOffset) };
    } catch (error) {
      this.#connection.failed(error);
      if (isTimeout(error)) this.#replace();
      return { error, maybeIn: encoded && mayHaveHappened(error) };
    }
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.then((open) => this.#letGo(open)).catch(() => {});
  }

  async #withProducer<T>(use: (producer: Producer) => Promise<T>): Promise<T> {
    this.#producer ??= this.#connect();
    const connecting = this.#producer;
    let producer: Producer;
    try {
      producer = await connecting;
    } catch (error) {
      if (this.#producer === connecting) this.#producer = undefined;
      throw error;
    }
    this.#inHand.set(producer, (this.#inHand.get(producer) ?? 0) + 1);
    try {
      return await use(producer);
    } finally {
      this.#inHand.set(producer, (this.#inHand.get(producer) ?? 1) - 1);
    }
  }

  async #connect(): Promise<Producer> {
    const producer = this.#kafka.producer({
      allowAutoTopicCreation: false,
      metadataMaxAge: this.#timings.metadataMs,
      retry: { retries: 0 },
      createPartitioner:
        () =>
        ({ partitionMetadata, message }) => {
          this.partitions = partitionMetadata.length;
          return message.partition ?? 0;
        },
    });
    await producer.connect();
    return producer;
  }

  /** Other batches may still be under way with the old one. */
  #replace(): void {
    const old = this.#producer;
    this.#producer = undefined;
    void old?.then((open) => this.#letGo(open)).catch(() => {});
  }

  async #letGo(producer: Producer): Promise<void> {
    const never = new AbortController().signal;
    while ((this.#inHand.get(producer) ?? 0) > 0) await pause(10, never);
    this.#inHand.delete(producer);
    await producer.disconnect();
  }
}
