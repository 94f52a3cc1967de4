import { ServiceError } from "../shared/service-error.ts";
import { ConsumerGroup } from "./consumer-group.ts";
import { notFound } from "./errors.ts";
import { newOcid } from "./ocid.ts";
import { Partition } from "./partition.ts";
import { GetRate, WriteBudget } from "./rate-limits.ts";

export interface StreamProps {
  readonly name: string;
  /** Fixed for the life of the stream. @default 1 */
  readonly partitions?: number;
  /** 24 to 168, fixed for the life of the stream. @default 24 */
  readonly retentionInHours?: number;
  /** @default a new OCID */
  readonly id?: string;
}

/** Documented: consumer groups that one stream can have. */
const maximumGroups = 50;

/** A stream with its records, its consumer groups and its limits. */
export class Stream {
  readonly id: string;
  readonly name: string;
  readonly retentionInHours: number;
  readonly partitions: readonly Partition[];
  readonly #writeBudgets: readonly WriteBudget[];
  readonly #getRates = new Map<string, GetRate>();
  readonly #groups = new Map<string, ConsumerGroup>();

  constructor({ name, partitions = 1, retentionInHours = 24, id = newOcid("stream") }: StreamProps) {
    requireInteger(`sandbox stream ${name}: partitions`, partitions, 1, 200);
    requireInteger(`sandbox stream ${name}: retentionInHours`, retentionInHours, 24, 168);
    this.id = id;
    this.name = name;
    this.retentionInHours = retentionInHours;
    this.partitions = Array.from({ length: partitions }, (_, index) => new Partition(String(index)));
    this.#writeBudgets = this.partitions.map(() => new WriteBudget());
  }

  /** Forgets what is older than the retention: records, and groups that nobody used since. */
  expire(now: number): void {
    const horizon = now - this.retentionInHours * 3_600_000;
    for (const partition of this.partitions) partition.expire(horizon);
    for (const [name, group] of this.#groups) if (group.usedAt < horizon) this.#groups.delete(name);
  }

  /** The same key always meets the same partition; no key, any. */
  partitionIndex(key: string | null): number {
    const count = this.partitions.length;
    if (count === 1) return 0;
    return key === null ? Math.floor(Math.random() * count) : hash(key) % count;
  }

  writeBudget(partition: number): WriteBudget {
    return this.#writeBudgets[partition] ?? new WriteBudget();
  }

  /** Individual consumers share the rate of the partition, as if they were one group. */
  getRate(reader: string, partition: number): GetRate {
    const name = `${partition} ${reader}`;
    const rate = this.#getRates.get(name) ?? new GetRate();
    this.#getRates.set(name, rate);
    return rate;
  }

  group(name: string): ConsumerGroup {
    const group = this.#groups.get(name);
    if (!group) throw notFound();
    return group;
  }

  /** The start counts only for a group that does not exist yet. */
  ensureGroup(name: string, start: () => readonly (number | undefined)[]): ConsumerGroup {
    const existing = this.#groups.get(name);
    if (existing) return existing;
    if (this.#groups.size >= maximumGroups) {
      throw new ServiceError(400, "LimitExceeded", `A stream has at most ${maximumGroups} consumer groups.`);
    }
    const group = new ConsumerGroup(start());
    this.#groups.set(name, group);
    return group;
  }
}

/** FNV-1a, because it is short; the service keeps its own to itself. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    value = Math.imul(value ^ key.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

function requireInteger(what: string, value: number, lowest: number, highest: number): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  throw new RangeError(
    `${what} must be a whole number from ${lowest} to ${highest}, got ${value}. Choose one in that range.`,
  );
}
