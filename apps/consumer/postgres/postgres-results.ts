import type { Logger } from "pino";
import { type Database, sqlStateOf } from "../../messaging/database/database.ts";
import { migrate } from "../../messaging/database/migrate.ts";
import type {
  Applied,
  Batch,
  DeadLetter,
  DeadLetterPage,
  People,
  Ratings,
  Resent,
  Results,
  Totals,
} from "../results.ts";
import { SHOWN_BYTES } from "../results.ts";
import { applyBatch } from "./apply-batch.ts";
import { migrations } from "./migrations.ts";
import { type LetterRow, letterColumns, letterOf, type PersonColumns, personOf } from "./rows.ts";
import { storable } from "./storable.ts";

export interface PostgresResultsOptions {
  readonly group: string;
  /** Within which a record that comes again is recognised by its source and id. */
  readonly duplicateWindowHours: number;
  readonly log: Logger;
}

/** A minute's worth of records at 20 000 a second is forgotten in a few of these. */
const FORGOTTEN_AT_ONCE = 50_000;
const FORGET_EVERY_MS = 60_000;

// What the server says about the data and not about its own state: no repetition changes it.
// 21 cardinality, 22 data exception, 23 integrity, 54 program limit:
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const ofTheData = /^(21|22|23|54)/;

/** Results in PostgreSQL: shared by all members of the group, and there after a restart. */
export class PostgresResults implements Results {
  readonly kept = true;
  readonly #database: Database;
  readonly #options: PostgresResultsOptions;
  #groupId = 0;
  #forgetting: NodeJS.Timeout | undefined;

  constructor(database: Database, options: PostgresResultsOptions) {
    this.#database = database;
    this.#options = options;
  }

  async open(): Promise<void> {
    await migrate(this.#database, migrations);
    this.#groupId = await this.#findGroup();
    this.#forgetting ??= setInterval(() => void this.forgetOld(), FORGET_EVERY_MS).unref();
  }

  async apply(batch: Batch): Promise<Applied> {
    try {
      const change = await this.#database.transaction((session) => applyBatch(session, this.#groupId, batch));
      if (change.beganAnew) {
        const { stream, partition } = batch;
        this.#options.log.warn(
          { stream, partition },
          "the stream counts from its start again, and so does its position",
        );
      }
      return change;
    } catch (error) {
      if (!ofTheData.test(sqlStateOf(error) ?? "")) throw error;
      return this.#applyParts(batch, error as Error);
    }
  }

  async totals(): Promise<Totals> {
    const [row] = await this.#database.query<Totals>(
      `select coalesce(sum(applied), 0)::float8 as consumed, coalesce(sum(duplicates), 0)::float8 as duplicates,
         coalesce(sum(dead_letters), 0)::float8 as "deadLetters"
       from millrace.positions where group_id = $1`,
      [this.#groupId],
    );
    return row ?? { consumed: 0, duplicates: 0, deadLetters: 0 };
  }

  async people(count: number): Promise<People> {
    const [total, rows] = await Promise.all([
      this.#sum("people"),
      this.#database.query<PersonColumns>(
        `select name, age, comment, created, changed from millrace.people
         where group_id = $1 order by changed desc, key limit $2`,
        [this.#groupId, count],
      ),
    ]);
    return { total, people: rows.map(personOf) };
  }

  async ratings(count: number): Promise<Ratings> {
    const [battles, total, voices] = await Promise.all([
      this.#sum("ratings"),
      this.#sum("voices"),
      this.#database.query<Ratings["voices"][number]>(
        `select voice, total::float8 as total, ratings::float8 as ratings from millrace.voices
         where group_id = $1 order by total desc, ratings, voice limit $2`,
        [this.#groupId, count],
      ),
    ]);
    return { battles, total, voices };
  }

  async deadLetters(count: number, before?: string): Promise<DeadLetterPage> {
    const [total, [open], rows] = await Promise.all([
      this.#sum("dead_letters"),
      this.#database.query<{ readonly waiting: number }>(
        "select count(*)::int as waiting from millrace.dead_letters where group_id = $1 and resent_at is null",
        [this.#groupId],
      ),
      this.#database.query<LetterRow>(
        `select ${letterColumns}, substring(value for ${SHOWN_BYTES}) as value from millrace.dead_letters
         where group_id = $1 and id < $3 order by id desc limit $2`,
        [this.#groupId, count, before ?? "9223372036854775807"],
      ),
    ]);
    return { total, waiting: open?.waiting ?? 0, letters: rows.map(letterOf) };
  }

  async deadLetter(id: string): Promise<DeadLetter | undefined> {
    const [row] = await this.#database.query<LetterRow>(
      `select ${letterColumns}, value from millrace.dead_letters where group_id = $1 and id = $2`,
      [this.#groupId, id],
    );
    return row && letterOf(row);
  }

  async markResent(id: string, as: Omit<Resent, "at">): Promise<DeadLetter | undefined> {
    await this.#database.query(
      `update millrace.dead_letters set resent_at = now(), resent_source = $3, resent_id = $4
       where group_id = $1 and id = $2 and resent_at is null`,
      [this.#groupId, id, storable(as.source), storable(as.id)],
    );
    return this.deadLetter(id);
  }

  /** Removes identities that are older than the window; any number of instances may do so at once. */
  async forgetOld(): Promise<void> {
    const remove = () =>
      this.#database.query(
        `delete from millrace.seen where ctid = any (array(
           select ctid from millrace.seen where seen_at < now() - make_interval(hours => $1)
           limit ${FORGOTTEN_AT_ONCE} for update skip locked)) returning 1 as one`,
        [this.#options.duplicateWindowHours],
      );
    try {
      while ((await remove()).length === FORGOTTEN_AT_ONCE);
    } catch (error) {
      this.#options.log.warn({ reason: (error as Error).message }, "old identities could not be removed");
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#forgetting);
    await this.#database.close();
  }

  /**
   * A record that the server objects to is found by halves and becomes a dead letter. Without this it would come again
   * for ever, and everything behind it in the partition would wait.
   */
  async #applyParts(batch: Batch, error: Error): Promise<Applied> {
    const [first, ...others] = batch.entries;
    if (!first) return { applied: [], duplicates: 0, deadLetters: 0 };
    if (others.length === 0) {
      if ("reason" in first) throw error;
      const reason = `the database cannot hold the record: ${error.message}`;
      return this.apply({ ...batch, entries: [{ received: first.received, reason }] });
    }
    const middle = Math.ceil(batch.entries.length / 2);
    const one = await this.apply({ ...batch, entries: batch.entries.slice(0, middle) });
    const two = await this.apply({ ...batch, entries: batch.entries.slice(middle) });
    return {
      applied: [...one.applied, ...two.applied],
      duplicates: one.duplicates + two.duplicates,
      deadLetters: one.deadLetters + two.deadLetters,
    };
  }

  async #findGroup(): Promise<number> {
    const { group } = this.#options;
    const find = () =>
      this.#database.query<{ readonly id: number }>(
        "select id from millrace.consumer_groups where name = $1",
        [group],
      );
    const [known] = await find();
    if (known) return known.id;
    await this.#database.query(
      "insert into millrace.consumer_groups (name) values ($1) on conflict do nothing",
      [group],
    );
    return (await find())[0]?.id ?? 0;
  }

  async #sum(column: "people" | "ratings" | "voices" | "dead_letters"): Promise<number> {
    const [row] = await this.#database.query<{ readonly sum: number }>(
      `select coalesce(sum(${column}), 0)::float8 as sum from millrace.positions where group_id = $1`,
      [this.#groupId],
    );
    return row?.sum ?? 0;
  }
}
