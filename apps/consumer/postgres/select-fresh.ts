import type { Session } from "../../messaging/database/database.ts";
import type { Batch, Entry } from "../results.ts";
import { keyOf } from "./storable.ts";

/** The row of a partition, locked until the transaction ends. */
export interface Position {
  readonly nextOffset: bigint;
  readonly newestMs: number;
}

interface PositionRow {
  readonly next_offset: string;
  readonly newest_ms: number;
}

/**
 * Locks the position, so that nobody else applies records of the partition: not
 * even an instance that still believes it owns the partition, whose turn comes
 * when this transaction has ended and the records are below the position.
 */
export async function lockPosition(session: Session, groupId: number, batch: Batch): Promise<Position> {
  const where = [groupId, batch.stream, batch.partition];
  const select =
    "select next_offset, newest_ms from millrace.positions " +
    "where group_id = $1 and stream = $2 and partition = $3 for update";
  let [row] = await session.query<PositionRow>(select, where);
  if (!row) {
    await session.query(
      "insert into millrace.positions (group_id, stream, partition, next_offset, newest_ms) " +
        "values ($1, $2, $3, 0, 0) on conflict do nothing",
      where,
    );
    [row] = await session.query<PositionRow>(select, where);
  }
  return { nextOffset: BigInt(row?.next_offset ?? 0), newestMs: row?.newest_ms ?? 0 };
}

/**
 * Whether the stream counts from its start again although its id is the same, as
 * a Kafka topic does that is deleted and made anew. Everything below the position
 * has been applied and was not newer than `newestMs`; so what is, is not that.
 */
export function beganAnew(batch: Batch, { nextOffset, newestMs }: Position): boolean {
  return batch.entries.some(
    ({ received }) => BigInt(received.offset) < nextOffset && received.timestamp > newestMs,
  );
}

/**
 * The entries that nobody has applied: from the position on, and no duplicate of
 * another record by source and id. What cannot be read is not remembered, so that
 * it can be sent again under its own name.
 */
export async function selectFresh(
  session: Session,
  groupId: number,
  entries: readonly Entry[],
): Promise<readonly Entry[]> {
  const identities = entries.map((entry) =>
    "record" in entry && entry.identity ? keyOf(entry.identity.source, entry.identity.id) : undefined,
  );
  const different = [...new Set(identities.filter((identity) => identity !== undefined))].sort();
  if (different.length === 0) return entries;
  const rows = await session.query<{ readonly identity: string }>(
    "insert into millrace.seen (group_id, identity) select $1, unnest($2::uuid[]) " +
      "on conflict do nothing returning replace(identity::text, '-', '') as identity",
    [groupId, different],
  );
  const fresh = new Set(rows.map(({ identity }) => identity));
  // `delete` is true once: a record that is in the batch twice is applied once.
  return entries.filter((_, index) => {
    const identity = identities[index];
    return identity === undefined || fresh.delete(identity);
  });
}
