import { crc32c } from "../../../sandbox/kafka/crc32c.ts";

export interface BatchProps {
  /** @default 1 */
  readonly records?: number;
  /** @default 0 */
  readonly maxTimestamp?: number;
  /** @default 0 */
  readonly payloadBytes?: number;
  /** @default none: no idempotent producer */
  readonly producer?: { readonly id: number; readonly epoch?: number; readonly sequence: number };
}

/** A record batch as a client packs it; the broker does not look at its records, so they are any bytes. */
export function recordBatch({
  records = 1,
  maxTimestamp = 0,
  payloadBytes = 0,
  producer,
}: BatchProps = {}): Buffer {
  const batch = Buffer.alloc(61 + payloadBytes, 7);
  batch.writeBigInt64BE(0n, 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12);
  batch.writeInt8(2, 16);
  batch.writeInt16BE(0, 21);
  batch.writeInt32BE(records - 1, 23);
  batch.writeBigInt64BE(BigInt(maxTimestamp), 27);
  batch.writeBigInt64BE(BigInt(maxTimestamp), 35);
  batch.writeBigInt64BE(BigInt(producer?.id ?? -1), 43);
  batch.writeInt16BE(producer?.epoch ?? (producer ? 0 : -1), 51);
  batch.writeInt32BE(producer?.sequence ?? -1, 53);
  batch.writeInt32BE(records, 57);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}
