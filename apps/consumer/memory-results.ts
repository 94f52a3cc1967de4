import { DeadLetters } from "./dead-letters.ts";
import { MemoryStore } from "./memory-store.ts";
import type {
  Applied,
  Batch,
  DeadLetter,
  DeadLetterPage,
  Entry,
  People,
  Ratings,
  Resent,
  Results,
  Totals,
} from "./results.ts";
import { SeenWindow } from "./seen.ts";

/**
 * More than an instance can hold uncommitted, which is what comes again after a
 * crash or a rebalance: 10 000 records of one get for each of several partitions.
 */
const SEEN_RECORDS = 100_000;

/** Results of one instance, gone with its process. */
export class MemoryResults implements Results {
  readonly kept = false;
  readonly #store = new MemoryStore();
  readonly #letters = new DeadLetters();
  readonly #seen = new SeenWindow(SEEN_RECORDS);
  #consumed = 0;
  #duplicates = 0;

  async open(): Promise<void> {}

  async apply(batch: Batch): Promise<Applied> {
    const fresh = batch.entries.filter((entry) => this.#isNew(batch, entry));
    const applied = fresh.flatMap((entry) => ("record" in entry ? [entry] : []));
    for (const entry of fresh) if ("reason" in entry) this.#letters.add(batch, entry, entry.reason);
    this.#store.apply(applied);
    const duplicates = batch.entries.length - fresh.length;
    this.#consumed += applied.length;
    this.#duplicates += duplicates;
    return { applied, duplicates, deadLetters: fresh.length - applied.length };
  }

  async totals(): Promise<Totals> {
    return { consumed: this.#consumed, duplicates: this.#duplicates, deadLetters: this.#letters.total };
  }

  async people(count: number): Promise<People> {
    return this.#store.people(count);
  }

  async ratings(count: number): Promise<Ratings> {
    return this.#store.ratings(count);
  }

  async deadLetters(count: number, before?: string): Promise<DeadLetterPage> {
    return this.#letters.page(count, before);
  }

  async deadLetter(id: string): Promise<DeadLetter | undefined> {
    return this.#letters.find(id);
  }

  async markResent(id: string, as: Omit<Resent, "at">): Promise<DeadLetter | undefined> {
    return this.#letters.markResent(id, as);
  }

  async close(): Promise<void> {}

  /** What carries no identity, or cannot be read, is known by its position. */
  #isNew({ stream, partition }: Batch, entry: Entry): boolean {
    const identity = "record" in entry ? entry.identity : undefined;
    const position = { source: `${stream} partition ${partition}`, id: entry.received.offset };
    const { source, id } = identity ?? position;
    return this.#seen.add(source, id);
  }
}
