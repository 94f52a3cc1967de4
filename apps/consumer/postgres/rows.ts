import type { Person } from "../../messaging/records/person.ts";
import type { DeadLetter, PersonRow } from "../results.ts";

export interface PersonColumns extends Person {
  readonly created: Date;
  readonly changed: Date;
}

export function personOf({ created, changed, ...person }: PersonColumns): PersonRow {
  return { ...person, created: created.toISOString(), changed: changed.toISOString() };
}

/** All columns of a dead letter but its value. */
export const letterColumns =
  "id, stream, partition, record_offset, record_key, reason, octet_length(value) as bytes, received_at, resent_at, resent_source, resent_id";

export interface LetterRow {
  readonly id: string;
  readonly stream: string;
  readonly partition: string;
  readonly record_offset: string;
  readonly record_key: string | null;
  readonly reason: string;
  readonly value: Buffer;
  readonly bytes: number;
  readonly received_at: Date;
  readonly resent_at: Date | null;
  readonly resent_source: string | null;
  readonly resent_id: string | null;
}

export function letterOf(row: LetterRow): DeadLetter {
  const { id, stream, partition, reason, value, bytes, resent_at, resent_source, resent_id } = row;
  return {
    id,
    stream,
    partition,
    offset: row.record_offset,
    key: row.record_key,
    reason,
    value,
    bytes,
    receivedAt: row.received_at.toISOString(),
    resent: resent_at
      ? { at: resent_at.toISOString(), source: resent_source ?? "", id: resent_id ?? "" }
      : undefined,
  };
}
