import type { Session } from "../../messaging/database/database.ts";
import type { Person } from "../../messaging/records/person.ts";
import type { Applied, Batch, Entry } from "../results.ts";
import { addRatings, type Timed, upsertPeople } from "./add-up.ts";
import { beganAnew, lockPosition, selectFresh } from "./select-fresh.ts";
import { storable } from "./storable.ts";

type Unreadable = Extract<Entry, { readonly reason: string }>;
type Readable = Exclude<Entry, Unreadable>;

const isReadable = (entry: Entry): entry is Readable => "record" in entry;
const isUnreadable = (entry: Entry): entry is Unreadable => "reason" in entry;

/** What a transaction did with a batch. */
export interface Change extends Applied {
  /** The stream counts from its start again: nothing was skipped because of its offset. */
  readonly beganAnew: boolean;
}

/** Applies what nobody has applied and moves the position on, within the transaction of the session. */
export async function applyBatch(session: Session, groupId: number, batch: Batch): Promise<Change> {
  const position = await lockPosition(session, groupId, batch);
  const anew = beganAnew(batch, position);
  const nextOffset = anew ? 0n : position.nextOffset;
  const ahead = batch.entries.filter(({ received }) => BigInt(received.offset) >= nextOffset);
  const fresh = await selectFresh(session, groupId, ahead);
  const readable = fresh.filter(isReadable);
  const people = readable.flatMap(({ record, time }): Timed<Person>[] =>
    record.kind === "people" ? [{ data: record.data, time }] : [],
  );
  const ratings = readable.flatMap(({ record }) => (record.kind === "ratings" ? [record.data] : []));
  const letters = fresh.filter(isUnreadable);
  const duplicates = batch.entries.length - fresh.length;

  const newPeople = await upsertPeople(session, groupId, people);
  await keepLetters(session, groupId, batch, letters);
  // Last, because every consumer changes the same few voices and would wait for the others.
  const newVoices = await addRatings(session, groupId, ratings);
  const newest = Math.max(...batch.entries.map(({ received }) => received.timestamp));
  const last = ahead.at(-1)?.received.offset;
  await session.query(
    `update millrace.positions set next_offset = $4, newest_ms = $5, applied = applied + $6,
       duplicates = duplicates + $7, dead_letters = dead_letters + $8, ratings = ratings + $9,
       people = people + $10, voices = voices + $11
     where group_id = $1 and stream = $2 and partition = $3`,
    [
      groupId,
      batch.stream,
      batch.partition,
      String(last === undefined ? nextOffset : BigInt(last) + 1n),
      anew ? newest : Math.max(newest, position.newestMs),
      readable.length,
      duplicates,
      letters.length,
      ratings.length,
      newPeople,
      newVoices,
    ],
  );
  return { applied: readable, duplicates, deadLetters: letters.length, beganAnew: anew };
}

async function keepLetters(
  session: Session,
  groupId: number,
  { stream, partition }: Batch,
  letters: readonly Unreadable[],
): Promise<void> {
  if (letters.length === 0) return;
  await session.query(
    `insert into millrace.dead_letters (group_id, stream, partition, record_offset, record_key, reason, value)
     select $1, $2, $3, * from unnest($4::bigint[], $5::text[], $6::text[], $7::bytea[])`,
    [
      groupId,
      stream,
      partition,
      letters.map(({ received }) => received.offset),
      letters.map(({ received }) => (received.key === null ? null : storable(received.key))),
      letters.map(({ reason }) => storable(reason)),
      letters.map(({ received }) => received.value),
    ],
  );
}
