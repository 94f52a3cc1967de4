import { randomBytes } from "node:crypto";
import { KafkaError } from "./error-codes.ts";
import { Partition } from "./partition.ts";
import { TopicConfig } from "./topic-config.ts";

export interface Topic {
  readonly name: string;
  /** 16 bytes in hexadecimal. */
  readonly id: string;
  readonly partitions: Partition[];
  config: TopicConfig;
}

/** So many that a slip of the keyboard does not fill the memory. */
const mostPartitions = 10_000;

/** All topics of the broker. None makes itself: a name that is wrong must be seen. */
export class Topics {
  readonly #byName = new Map<string, Topic>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  all(): Topic[] {
    return [...this.#byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws KafkaError TOPIC_ALREADY_EXISTS, INVALID_TOPIC_EXCEPTION, INVALID_PARTITIONS or INVALID_CONFIG. */
  create(
    name: string,
    partitionCount: number,
    config: Readonly<Record<string, string | number>> = {},
    { validateOnly = false } = {},
  ): Topic {
    if (!/^[\w.-]{1,249}$/.test(name) || name === "." || name === "..") {
      throw new KafkaError(
        "INVALID_TOPIC_EXCEPTION",
        `The name must be 1 to 249 letters, digits, dots, dashes or underscores, got ${name}.`,
      );
    }
    if (this.#byName.has(name))
      throw new KafkaError("TOPIC_ALREADY_EXISTS", `Topic '${name}' already exists.`);
    requirePartitionCount(partitionCount, 1);
    const topic: Topic = {
      name,
      id: randomBytes(16).toString("hex"),
      partitions: Array.from({ length: partitionCount }, (_, index) => new Partition(index)),
      config: new TopicConfig(config),
    };
    if (!validateOnly) this.#byName.set(name, topic);
    return topic;
  }

  /** @throws KafkaError INVALID_PARTITIONS. */
  grow(topic: Topic, partitionCount: number, { validateOnly = false } = {}): void {
    requirePartitionCount(partitionCount, topic.partitions.length + 1);
    while (!validateOnly && topic.partitions.length < partitionCount) {
      topic.partitions.push(new Partition(topic.partitions.length));
    }
  }

  delete(topic: Topic): void {
    this.#byName.delete(topic.name);
  }

  find(name: string): Topic | undefined {
    return this.#byName.get(name);
  }

  /** @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION. */
  get(name: string): Topic {
    const topic = this.#byName.get(name);
    if (!topic) {
      throw new KafkaError("UNKNOWN_TOPIC_OR_PARTITION", "This server does not host this topic-partition.");
    }
    return topic;
  }

  findById(id: string): Topic | undefined {
    return this.all().find((topic) => topic.id === id);
  }

  /** Without what has expired by now. @throws KafkaError UNKNOWN_TOPIC_OR_PARTITION. */
  partition(topic: Topic, index: number): Partition {
    const partition = topic.partitions[index];
    if (!partition) {
      throw new KafkaError("UNKNOWN_TOPIC_OR_PARTITION", "This server does not host this topic-partition.");
    }
    const retentionMs = topic.config.number("retention.ms");
    const oldest = retentionMs < 0 ? Number.NEGATIVE_INFINITY : this.#clock() - retentionMs;
    partition.expire(oldest, topic.config.number("retention.bytes"));
    return partition;
  }
}

function requirePartitionCount(count: number, least: number): void {
  if (count >= least && count <= mostPartitions) return;
  throw new KafkaError(
    "INVALID_PARTITIONS",
    `The number of partitions must be ${least} to ${mostPartitions}, got ${count}.`,
  );
}
