import type { Answer } from "../shared/routes.ts";
import type { GroupCursor, PartitionCursor, ReadPosition } from "./cursor.ts";
import {
  cursorInvalid,
  cursorOutsideRetention,
  invalidParameter,
  nextRequestIn,
  tooManyRequests,
} from "./errors.ts";
import type { Partition, StoredRecord } from "./partition.ts";
import { mebibyte } from "./rate-limits.ts";
import type { Store } from "./store.ts";
import type { Stream } from "./stream.ts";

/** Documented; also what a request without a limit gets. */
const maximumLimit = 10_000;

/** One individual consumer's next records of one partition. */
export function getFromPartition(
  store: Store,
  stream: Stream,
  cursor: PartitionCursor,
  limit: number,
): Answer {
  const partition = stream.partitions[cursor.partition];
  if (!partition) throw cursorInvalid();
  spendGets(store, stream, "", [cursor.partition]);
  const records = read(partition, cursor.position, limit, mebibyte);
  const position = (records.at(-1)?.offset ?? cursor.position - 1) + 1;
  return {
    headers: { "opc-next-cursor": store.cursors.encode({ ...cursor, position }) },
    body: `[${render(stream, partition, records)}]`,
  };
}

/** The next records of all partitions that the instance holds, one partition after the other. */
export function getFromGroup(store: Store, stream: Stream, cursor: GroupCursor, limit: number): Answer {
  const { instance, timeoutInMs, commitOnGet } = cursor;
  const group = stream.group(cursor.group);
  group.join(instance, timeoutInMs, store.clock());
  if (commitOnGet) group.commitHeld(instance, cursor.read);
  const held = group.rebalance(instance);
  spendGets(store, stream, cursor.group, held);

  const positions: ReadPosition[] = [];
  const texts: string[] = [];
  let recordsLeft = limit;
  let bytesLeft = mebibyte;
  for (const index of startWithAnother(held, store.cursors.issued)) {
    const partition = stream.partitions[index];
    if (!partition) continue;
    let position = group.position(index, cursor.read, partition.oldest);
    const records = read(partition, position, recordsLeft, bytesLeft);
    for (const record of records) bytesLeft -= record.bytes;
    recordsLeft -= records.length;
    position = (records.at(-1)?.offset ?? position - 1) + 1;
    positions.push({ partition: index, position, reservation: group.reservationNumber(index) });
    if (records.length > 0) texts.push(render(stream, partition, records));
  }
  return {
    headers: { "opc-next-cursor": store.cursors.encode({ ...cursor, read: positions }) },
    body: `[${texts.join(",")}]`,
  };
}

export function readLimit(text: string | null): number {
  const limit = text === null ? maximumLimit : Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= maximumLimit) return limit;
  throw invalidParameter(`The limit must be from 1 to ${maximumLimit}.`);
}

function read(partition: Partition, position: number, limit: number, bytes: number): readonly StoredRecord[] {
  if (position < partition.oldest) throw cursorOutsideRetention();
  return partition.read(position, limit, bytes);
}

/** So that a full partition does not keep the others waiting for ever. */
function startWithAnother(partitions: readonly number[], turn: number): number[] {
  const start = partitions.length > 0 ? turn % partitions.length : 0;
  return [...partitions.slice(start), ...partitions.slice(0, start)];
}

function spendGets(store: Store, stream: Stream, reader: string, partitions: readonly number[]): void {
  if (store.unlimited) return;
  const now = store.clock();
  const rates = partitions.map((partition) => stream.getRate(reader, partition));
  const wait = Math.max(0, ...rates.map((rate) => rate.wait(now)));
  if (wait > 0)
    throw tooManyRequests(`Request was throttled because get limit exhausted, ${nextRequestIn(wait)}`);
  for (const rate of rates) rate.count(now);
}

/** Put together by hand: base64 needs no escaping, and this is where a benchmark spends its time. */
function render(stream: Stream, partition: Partition, records: readonly StoredRecord[]): string {
  const head = `{"stream":${JSON.stringify(stream.name)},"partition":"${partition.id}","key":`;
  let timestamp = Number.NaN;
  let time = "";
  let text = "";
  for (const record of records) {
    if (record.timestamp !== timestamp) {
      timestamp = record.timestamp;
      time = new Date(timestamp).toISOString();
    }
    const key = record.key === null ? "null" : `"${record.key}"`;
    text += `${text === "" ? "" : ","}${head}${key},"value":"${record.value}","offset":${record.offset},"timestamp":"${time}"}`;
  }
  return text;
}
