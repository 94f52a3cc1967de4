import type { Session } from "../../messaging/database/database.ts";
import type { Person } from "../../messaging/records/person.ts";
import type { Rating } from "../../messaging/records/rating.ts";
import { keyOf, storable } from "./storable.ts";

/** A record's data with the time it came to be, in milliseconds since the epoch. */
export interface Timed<T> {
  readonly data: T;
  readonly time: number;
}

/*
 * Each statement takes its rows in the order of their keys. Two consumers that
 * change the same rows so lock them in the same order, and neither waits for the
 * other in a circle.
 */
const inOrder = <T>(rows: ReadonlyMap<string, T>) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1));

/** Adds people or replaces them by name, the latest of the batch; how many names are new. */
export async function upsertPeople(
  session: Session,
  groupId: number,
  people: readonly Timed<Person>[],
): Promise<number> {
  if (people.length === 0) return 0;
  const byKey = new Map<string, Timed<Person> & { readonly first: number }>();
  for (const one of people) {
    const key = keyOf(storable(one.data.name));
    byKey.set(key, { ...one, first: byKey.get(key)?.first ?? one.time });
  }
  const rows = inOrder(byKey);
  return countAdded(
    session,
    `insert into millrace.people as old (group_id, key, name, age, comment, created, changed)
     select $1, key, name, age, comment, to_timestamp(created / 1000), to_timestamp(changed / 1000)
     from unnest($2::uuid[], $3::text[], $4::smallint[], $5::text[], $6::float8[], $7::float8[])
       as one (key, name, age, comment, created, changed)
     on conflict (group_id, key) do update
       set age = excluded.age, comment = excluded.comment, changed = excluded.changed`,
    [
      groupId,
      rows.map(([key]) => key),
      rows.map(([, { data }]) => storable(data.name)),
      rows.map(([, { data }]) => data.age),
      rows.map(([, { data }]) => storable(data.comment)),
      rows.map(([, { first }]) => first),
      rows.map(([, { time }]) => time),
    ],
  );
}

/** Adds each rating to both of its voices; how many voices are new. */
export async function addRatings(
  session: Session,
  groupId: number,
  ratings: readonly Rating[],
): Promise<number> {
  if (ratings.length === 0) return 0;
  const byKey = new Map<
    string,
    { readonly voice: string; readonly total: number; readonly ratings: number }
  >();
  for (const { voice1, voice2, rating } of ratings) {
    for (const voice of [storable(voice1), storable(voice2)]) {
      const key = keyOf(voice);
      const { total, ratings } = byKey.get(key) ?? { total: 0, ratings: 0 };
      byKey.set(key, { voice, total: total + rating, ratings: ratings + 1 });
    }
  }
  const rows = inOrder(byKey);
  return countAdded(
    session,
    `insert into millrace.voices as old (group_id, key, voice, total, ratings)
     select $1, key, voice, total, ratings
     from unnest($2::uuid[], $3::text[], $4::bigint[], $5::bigint[]) as one (key, voice, total, ratings)
     on conflict (group_id, key) do update
       set total = old.total + excluded.total, ratings = old.ratings + excluded.ratings`,
    [
      groupId,
      rows.map(([key]) => key),
      rows.map(([, { voice }]) => voice),
      rows.map(([, { total }]) => total),
      rows.map(([, { ratings }]) => ratings),
    ],
  );
}

/** A row that was inserted and not updated has no transaction that changed it. */
async function countAdded(session: Session, insert: string, values: readonly unknown[]): Promise<number> {
  const [row] = await session.query<{ readonly added: number }>(
    `with changed as (${insert} returning (old.xmax = 0) as added)
     select count(*) filter (where added)::int as added from changed`,
    values,
  );
  return row?.added ?? 0;
}
