import type { OutgoingRecord } from "../transport.ts";

/**
 * Largest key and value together, in bytes. A broker takes batches of up to 1,048,588 bytes unless its
 * `message.max.bytes` or the topic's `max.message.bytes` says otherwise; 61 of them are the batch's own header and at
 * most 27 a record's (https://kafka.apache.org/documentation/#recordbatch).
 */
export const largestRecordBytes = 1_048_500;

/** One batch's worth: what pays off, and with the records' headers still less than a broker takes. */
export const fullBatch = { records: 500, bytes: 900_000 };

/** Why no broker with the usual limit would take the record; undefined when it may. */
export function objectionTo({ value }: OutgoingRecord, keyBytes: number): string | undefined {
  const bytes = keyBytes + value.length;
  if (bytes <= largestRecordBytes) return undefined;
  return `key and value are ${bytes} bytes, at most ${largestRecordBytes} are allowed`;
}
