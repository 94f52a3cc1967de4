import type { OutgoingRecord } from "../transport.ts";

/** Largest record and also largest request, in decoded bytes of keys and values (documented). */
export const largestRecordBytes = 1_048_576;

/** Documented. */
const largestKeyBytes = 256;

/** Size as the service counts it. */
export function bytesOf({ key, value }: OutgoingRecord): number {
  return keyBytesOf(key) + value.length;
}

/** Why the service would never take the record; undefined when it may. */
export function objectionTo({ key, value }: OutgoingRecord): string | undefined {
  const keyBytes = keyBytesOf(key);
  const bytes = keyBytes + value.length;
  if (keyBytes > largestKeyBytes)
    return `the key is ${keyBytes} bytes, at most ${largestKeyBytes} are allowed`;
  if (bytes <= largestRecordBytes) return undefined;
  return `key and value are ${bytes} bytes, at most ${largestRecordBytes} are allowed`;
}

function keyBytesOf(key: string | null): number {
  return key === null ? 0 : Buffer.byteLength(key);
}
