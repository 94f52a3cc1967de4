import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { pino } from "pino";
import { migrations } from "../../apps/consumer/postgres/migrations.ts";
import { PostgresResults } from "../../apps/consumer/postgres/postgres-results.ts";
import type { Batch, Entry } from "../../apps/consumer/results.ts";
import { Database } from "../../apps/messaging/database/database.ts";
import type { DatabaseDetails } from "../../apps/messaging/database/database-details.ts";
import { migrate } from "../../apps/messaging/database/migrate.ts";

export const log = pino({ level: "silent" });

let groups = 0;

/** A group of its own, so that no test sees another's records. */
export const newGroup = () => `group-${process.pid}-${++groups}`;

/** An instance of a group: it has connections of its own. */
export async function openResults(details: DatabaseDetails, group: string): Promise<PostgresResults> {
  const database = new Database(async () => details, "test", log);
  const results = new PostgresResults(database, { group, duplicateWindowHours: 1, log });
  await results.open();
  return results;
}

interface EntryOptions {
  readonly id?: string;
  readonly timestamp?: number;
  readonly time?: number;
}

const receivedAt = (offset: number, { timestamp = 1_000 + offset }: EntryOptions, value = "x") => ({
  partition: "0",
  offset: String(offset),
  key: null,
  value: Buffer.from(value),
  timestamp,
});
const identityOf = ({ id }: EntryOptions) => (id === undefined ? undefined : { source: "/tests", id });

export const person = (
  offset: number,
  name: string,
  options: EntryOptions & { age?: number; comment?: string } = {},
): Entry => ({
  received: receivedAt(offset, options),
  record: { kind: "people", data: { name, age: options.age ?? 30, comment: options.comment ?? "" } },
  time: options.time ?? 1_000 + offset,
  identity: identityOf(options),
});
export const rating = (
  offset: number,
  voice1: string,
  voice2: string,
  value: 0 | 1 | 2,
  options: EntryOptions = {},
): Entry => ({
  received: receivedAt(offset, options),
  record: { kind: "ratings", data: { battle: "b", voice1, voice2, rating: value } },
  time: 1_000 + offset,
  identity: identityOf(options),
});
export const unreadable = (offset: number, value: string): Entry => ({
  received: receivedAt(offset, {}, value),
  reason: "nobody can read it",
});
export const batchOf = (entries: readonly Entry[], change: Partial<Batch> = {}): Batch => ({
  stream: "stream-1",
  partition: "0",
  entries,
  ...change,
});

/** What results in any PostgreSQL promise. */
export function describePostgresResults(name: string, start: () => Promise<DatabaseDetails>): void {
  describe(`results in ${name}`, () => {
    let details: DatabaseDetails;
    let group: string;
    const opened: PostgresResults[] = [];

    beforeAll(async () => {
      details = await start();
    });
    afterAll(() => Promise.all(opened.map((one) => one.close())));

    async function join(name = group): Promise<PostgresResults> {
      const results = await openResults(details, name);
      opened.push(results);
      return results;
    }
    async function newResults(): Promise<PostgresResults> {
      group = newGroup();
      return join();
    }

    it("keeps one row a person, adds ratings to both voices, and has them for whoever comes later", async () => {
      const results = await newResults();
      await results.apply(
        batchOf([
          person(0, "Ada", { age: 36 }),
          person(1, "Bela"),
          person(2, "Ada", { age: 37, time: 5_000 }),
          rating(3, "A", "B", 2),
          rating(4, "B", "C", 1),
        ]),
      );
      await results.apply(batchOf([person(5, "Ada", { age: 38, time: 6_000 }), rating(6, "C", "A", 2)]));
      const later = await join();
      expect(await later.people(10)).toEqual({
        total: 2,
        people: [
          {
            name: "Ada",
            age: 38,
            comment: "",
            created: "1970-01-01T00:00:01.000Z",
            changed: "1970-01-01T00:00:06.000Z",
          },
          {
            name: "Bela",
            age: 30,
            comment: "",
            created: "1970-01-01T00:00:01.001Z",
            changed: "1970-01-01T00:00:01.001Z",
          },
        ],
      });
      expect(await later.ratings(2)).toEqual({
        battles: 3,
        total: 3,
        voices: [
          { voice: "A", total: 4, ratings: 2 },
          { voice: "B", total: 3, ratings: 2 },
        ],
      });
      expect(await later.totals()).toEqual({ consumed: 7, duplicates: 0, deadLetters: 0 });
      expect(await (await join(newGroup())).totals()).toEqual({ consumed: 0, duplicates: 0, deadLetters: 0 });
    });

    it("applies nothing twice: not below the position, not by source and id, not from another partition", async () => {
      const results = await newResults();
      const batch = batchOf([
        rating(0, "A", "B", 2),
        rating(1, "A", "B", 2, { id: "1" }),
        unreadable(2, "?"),
      ]);
      await results.apply(batch);
      const again = await (await join()).apply({
        ...batch,
        entries: [...batch.entries, rating(3, "A", "B", 2)],
      });
      expect(again).toMatchObject({
        duplicates: 3,
        deadLetters: 0,
        applied: [{ received: { offset: "3" } }],
      });
      const elsewhere = [
        rating(0, "A", "B", 2, { id: "1" }),
        rating(1, "A", "B", 2, { id: "2" }),
        rating(2, "A", "B", 2, { id: "2" }),
      ];
      expect(await results.apply(batchOf(elsewhere, { partition: "1" }))).toMatchObject({ duplicates: 2 });
      expect(await results.totals()).toEqual({ consumed: 4, duplicates: 5, deadLetters: 1 });
      expect((await results.ratings(1)).voices).toEqual([{ voice: "A", total: 8, ratings: 4 }]);
    });

    it("lets two instances that both believe they own a partition apply each record once", async () => {
      const owner = await newResults();
      const zombie = await join();
      const entries = Array.from({ length: 60 }, (_, offset) => rating(offset, "A", "B", 1));
      const halves = (size: number) =>
        Array.from({ length: 60 / size }, (_, part) =>
          batchOf(entries.slice(part * size, part * size + size)),
        );
      const inTurn = async (results: PostgresResults, batches: readonly Batch[]) => {
        for (const batch of batches) await results.apply(batch);
      };
      await Promise.all([inTurn(owner, halves(10)), inTurn(zombie, halves(15))]);
      expect(await owner.totals()).toEqual({ consumed: 60, duplicates: 60, deadLetters: 0 });
      expect((await owner.ratings(1)).battles).toBe(60);
    });

    it("begins anew with a stream that counts from its start again, under another id or the same", async () => {
      const results = await newResults();
      const first = batchOf([rating(0, "A", "B", 1), rating(1, "A", "B", 1), rating(2, "A", "B", 1)]);
      await results.apply(first);
      await results.apply({ ...first, stream: "stream-2" });
      const later = { timestamp: 5_000 };
      await results.apply(batchOf([rating(0, "A", "B", 1, later), rating(1, "A", "B", 1, later)]));
      await results.apply(
        batchOf([rating(1, "A", "B", 1, later), rating(2, "A", "B", 1, { timestamp: 4_000 })]),
      );
      expect(await results.totals()).toEqual({ consumed: 9, duplicates: 1, deadLetters: 0 });
    });

    it("is not stopped by what PostgreSQL cannot hold", async () => {
      const results = await newResults();
      const long = Array.from({ length: 20_000 }, (_, index) =>
        String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
      ).join("");
      const odd = ["a\0b", "a\ud800b", "a\udfffb", long];
      const outOfRange = person(4, "nobody", { time: Number.NaN });
      const outcome = await results.apply(
        batchOf([
          ...odd.map((name, offset) => person(offset, name, { comment: name })),
          outOfRange,
          rating(5, long, "\0", 2),
        ]),
      );
      expect(outcome).toMatchObject({ duplicates: 0, deadLetters: 1 });
      expect((await results.people(10)).people.map(({ name }) => name).sort()).toEqual(
        ["a\ufffdb", long].sort(),
      );
      const [letter] = (await results.deadLetters(10)).letters;
      expect(letter).toMatchObject({
        offset: "4",
        reason: expect.stringContaining("the database cannot hold the record: "),
      });
      expect(await results.totals()).toMatchObject({ consumed: 5, deadLetters: 1 });
    });

    it("keeps dead letters whole, in pages, and says once when one was sent again", async () => {
      const results = await newResults();
      const bytes = Buffer.alloc(1_048_576, 0xfe);
      const large: Entry = { received: { ...receivedAt(0, {}), key: "k", value: bytes }, reason: "too odd" };
      await results.apply(batchOf([large, unreadable(1, "one"), unreadable(2, "two")]));
      const newest = await results.deadLetters(2);
      expect(newest).toMatchObject({ total: 3, waiting: 3, letters: [{ offset: "2" }, { offset: "1" }] });
      const [first] = (await results.deadLetters(2, newest.letters[1]?.id)).letters;
      expect(first).toMatchObject({
        offset: "0",
        key: "k",
        reason: "too odd",
        bytes: bytes.length,
        resent: undefined,
      });
      expect(first?.value.length).toBe(4096);
      const id = first?.id ?? "";
      expect((await results.deadLetter(id))?.value.equals(bytes)).toBe(true);
      const marked = await results.markResent(id, { source: "/letters", id: "1" });
      expect(marked?.resent).toEqual({ at: expect.any(String), source: "/letters", id: "1" });
      expect((await results.markResent(id, { source: "/letters", id: "2" }))?.resent).toEqual(marked?.resent);
      expect(await results.deadLetters(0)).toMatchObject({ total: 3, waiting: 2 });
      const otherGroup = await join(newGroup());
      expect(await otherGroup.deadLetter(id)).toBeUndefined();
    });

    it("forgets identities after the window, and only then", async () => {
      const results = await newResults();
      const database = new Database(async () => details, "test", log);
      const apply = (offset: number) => results.apply(batchOf([rating(offset, "A", "B", 1, { id: "same" })]));
      const age = (minutes: number) =>
        database.query(
          "update millrace.seen set seen_at = now() - make_interval(mins => $1) from millrace.consumer_groups g where g.id = group_id and name = $2",
          [minutes, group],
        );
      try {
        await apply(0);
        await age(59);
        await results.forgetOld();
        expect(await apply(1)).toMatchObject({ duplicates: 1 });
        await age(61);
        await results.forgetOld();
        expect(await apply(2)).toMatchObject({ duplicates: 0 });
      } finally {
        await database.close();
      }
    });

    it("refuses tables that a newer program has made", async () => {
      await newResults();
      const database = new Database(async () => details, "test", log);
      try {
        await database.query("insert into millrace.versions (version) values (99)");
        await expect(migrate(database, migrations)).rejects.toThrow(
          `database: tables must be of version ${migrations.length} or older, got 99. A newer program has made them: run that one.`,
        );
      } finally {
        await database.query("delete from millrace.versions where version = 99");
        await database.close();
      }
    });
  });
}
