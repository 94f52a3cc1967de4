import type { Person } from "../messaging/records/person.ts";
import type { Rating } from "../messaging/records/rating.ts";
import type { StreamRecord } from "../messaging/records/record.ts";
import type { People, PersonRow, Ratings, VoiceTotal } from "./results.ts";

/** A record with the time it came to be, in milliseconds since the epoch. */
export interface TimedRecord {
  readonly record: StreamRecord;
  readonly time: number;
}

/** Rows that the store can list; a stream may name millions of people. */
const LISTED_PEOPLE = 1000;

/** What the records add up to, in memory. */
export class MemoryStore {
  readonly #people = new Map<string, PersonRow>();
  /** The rows that changed last, in that order. */
  readonly #changed = new Map<string, PersonRow>();
  readonly #voices = new Map<string, VoiceTotal>();
  #battles = 0;

  apply(records: readonly TimedRecord[]): void {
    for (const { record, time } of records) {
      if (record.kind === "people") this.#upsert(record.data, new Date(time).toISOString());
      else this.#rate(record.data);
    }
  }

  /** At most 1000. */
  people(count: number): People {
    const people = [...this.#changed.values()].slice(-count).reverse();
    return { total: this.#people.size, people };
  }

  ratings(count: number): Ratings {
    const voices = [...this.#voices.values()].sort(
      (a, b) => b.total - a.total || a.ratings - b.ratings || a.voice.localeCompare(b.voice),
    );
    return { battles: this.#battles, total: voices.length, voices: voices.slice(0, count) };
  }

  #upsert({ name, age, comment }: Person, changed: string): void {
    const created = this.#people.get(name)?.created ?? changed;
    const row = { name, age, comment, created, changed };
    this.#people.set(name, row);
    this.#changed.delete(name);
    this.#changed.set(name, row);
    if (this.#changed.size > LISTED_PEOPLE) {
      const [oldest] = this.#changed.keys();
      if (oldest !== undefined) this.#changed.delete(oldest);
    }
  }

  #rate({ voice1, voice2, rating }: Rating): void {
    this.#battles++;
    for (const voice of [voice1, voice2]) {
      const { total, ratings } = this.#voices.get(voice) ?? { total: 0, ratings: 0 };
      this.#voices.set(voice, { voice, total: total + rating, ratings: ratings + 1 });
    }
  }
}
