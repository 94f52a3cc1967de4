import { gunzipSync } from "node:zlib";
import type { RecordBatch } from "./record-batch.ts";
import { MalformedMessage, Reader } from "./wire/reader.ts";

/** A record as a test wants to see it. */
export interface BrokerRecord {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Unpacks a batch. The broker itself never does. @throws Error for a compression other than gzip. */
export function unpackBatch(partition: number, { bytes, baseOffset }: RecordBatch): BrokerRecord[] {
  const compression = bytes.readInt16BE(21) & 7;
  if (compression > 1) {
    const name = ["none", "gzip", "snappy", "lz4", "zstd"][compression] ?? compression;
    throw new Error(
      `Kafka sandbox: records must be packed with gzip or not at all to be looked into, got ${name}. Read them with a client.`,
    );
  }
  const baseTimestamp = Number(bytes.readBigInt64BE(27));
  const count = bytes.readInt32BE(57);
  const packed = bytes.subarray(61);
  const reader = new Reader(compression === 1 ? gunzipSync(packed) : packed);
  return Array.from({ length: count }, () => {
    zigzag(reader);
    reader.int8();
    const timestamp = baseTimestamp + zigzag(reader);
    const offset = baseOffset + zigzag(reader);
    const key = field(reader)?.toString() ?? null;
    const value = field(reader);
    const headers = Array.from({ length: zigzag(reader) }, () => [
      field(reader)?.toString() ?? "",
      field(reader)?.toString() ?? "",
    ]);
    return { partition, offset, timestamp, key, value, headers: Object.fromEntries(headers) };
  });
}

function field(reader: Reader): Buffer | null {
  const length = zigzag(reader);
  return length < 0 ? null : reader.bytes(length);
}

/** A signed varint: the sign is the last bit. Exact up to 2^53. */
function zigzag(reader: Reader): number {
  let value = 0;
  for (let factor = 1; factor < 2 ** 53; factor *= 128) {
    const byte = reader.int8();
    value += (byte & 0x7f) * factor;
    if (byte >= 0) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
  throw new MalformedMessage("A varint is too long.");
}
