import { crc32c } from "./crc32c.ts";
import { KafkaError } from "./error-codes.ts";

/** What the broker knows of a batch; its records stay as the producer packed them. */
export interface RecordBatch {
  readonly bytes: Buffer;
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** Milliseconds since the epoch, of the newest record. */
  readonly maxTimestamp: number;
}

/** What an idempotent producer numbers its batches with. */
export interface ProducerSequence {
  readonly producerId: number;
  readonly epoch: number;
  readonly first: number;
  readonly last: number;
}

/** A batch as it came, checked and not yet kept. */
export interface IncomingBatch {
  readonly bytes: Buffer;
  readonly recordCount: number;
  readonly maxTimestamp: number;
  readonly sequence: ProducerSequence | undefined;
}

// Message format 2, the only one since Kafka 0.11: https://kafka.apache.org/documentation/#recordbatch
const place = {
  baseOffset: 0,
  length: 8,
  leaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
  records: 61,
} as const;

const transactional = 0x10;
const control = 0x20;

/**
 * Checks the one batch that a produce request may hold for a partition.
 *
 * @throws KafkaError CORRUPT_MESSAGE, MESSAGE_TOO_LARGE or INVALID_RECORD.
 */
export function readBatch(bytes: Buffer | null, maxMessageBytes: number): IncomingBatch {
  if (!bytes || bytes.length < place.records) {
    throw new KafkaError("INVALID_RECORD", "A request must hold one record batch for each partition.");
  }
  const magic = bytes.readInt8(place.magic);
  if (magic !== 2) throw new KafkaError("INVALID_RECORD", `The message format must be 2, got ${magic}.`);
  if (bytes.readInt32BE(place.length) !== bytes.length - place.leaderEpoch) {
    throw new KafkaError("INVALID_RECORD", "A request must hold one whole record batch for each partition.");
  }
  if (bytes.length > maxMessageBytes) {
    throw new KafkaError(
      "MESSAGE_TOO_LARGE",
      `The record batch must be at most ${maxMessageBytes} bytes (max.message.bytes), got ${bytes.length}.`,
    );
  }
  if (crc32c(bytes.subarray(place.attributes)) !== bytes.readUInt32BE(place.crc)) {
    throw new KafkaError("CORRUPT_MESSAGE", "The record batch does not have the CRC-32C that it says.");
  }
  const attributes = bytes.readInt16BE(place.attributes);
  if (attributes & (transactional | control)) {
    throw new KafkaError("INVALID_RECORD", "The sandbox has no transactions.");
  }
  const recordCount = bytes.readInt32BE(place.recordCount);
  if (recordCount < 1 || bytes.readInt32BE(place.lastOffsetDelta) !== recordCount - 1) {
    throw new KafkaError("INVALID_RECORD", "The record batch does not have as many records as it says.");
  }
  const maxTimestamp = Number(bytes.readBigInt64BE(place.maxTimestamp));
  return { bytes, recordCount, maxTimestamp, sequence: readSequence(bytes, recordCount) };
}

function readSequence(bytes: Buffer, recordCount: number): ProducerSequence | undefined {
  const producerId = Number(bytes.readBigInt64BE(place.producerId));
  if (producerId < 0) return undefined;
  const first = bytes.readInt32BE(place.baseSequence);
  const epoch = bytes.readInt16BE(place.producerEpoch);
  return { producerId, epoch, first, last: addToSequence(first, recordCount - 1) };
}

/** Sequence numbers begin again at 0 behind the largest 32-bit integer. */
export function addToSequence(sequence: number, count: number): number {
  return (sequence + count) % 2_147_483_648;
}

/** A copy of its own with its place in the log, which the CRC does not cover. */
export function placeBatch(
  { bytes, recordCount, maxTimestamp }: IncomingBatch,
  baseOffset: number,
): RecordBatch {
  const placed = Buffer.from(bytes);
  placed.writeBigInt64BE(BigInt(baseOffset), place.baseOffset);
  placed.writeInt32BE(0, place.leaderEpoch);
  return { bytes: placed, baseOffset, lastOffset: baseOffset + recordCount - 1, maxTimestamp };
}
