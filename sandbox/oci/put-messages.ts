import { strikes } from "../shared/faults.ts";
import { jsonBody } from "../shared/json-body.ts";
import type { Answer, Call } from "../shared/routes.ts";
import { invalidParameter, nextRequestIn } from "./errors.ts";
import type { Faults } from "./faults.ts";
import { mebibyte } from "./rate-limits.ts";
import type { Store } from "./store.ts";

interface Entry {
  readonly key: string | null;
  readonly value: string;
  readonly bytes: number;
}

/** Documented. */
const maximumKeyBytes = 256;

/**
 * Stores what it can and answers 200 whatever became of the entries. Once a
 * partition's budget is used up, all later entries of the request for it fail
 * too, with one and the same wait, as the service does it.
 */
export function putMessages(store: Store, faults: Faults, call: Call): Answer {
  const stream = store.stream(call.path[0] ?? "");
  const entries = readEntries(jsonBody(call).messages);
  const throttle = faults.take("throttle", call.operation);
  const refuse = throttle ? undefined : faults.take("refuse", call.operation);
  const now = store.clock();
  const timestamp = new Date(now).toISOString();
  const waits = new Map<number, number>();
  const touched = new Set<number>();
  let failures = 0;

  const results = entries.map(({ key, value, bytes }) => {
    const index = stream.partitionIndex(key);
    const partition = stream.partitions[index];
    const wait = throttle
      ? Math.max(1, throttle.milliseconds ?? 100)
      : (waits.get(index) ?? budgetWait(index, bytes));
    const failure = wait > 0 ? throttled(wait) : refuse && strikes(refuse) ? refused : undefined;
    if (!partition || failure) {
      failures += 1;
      return failure;
    }
    if (!touched.has(index)) partition.leaveGap();
    touched.add(index);
    const { offset } = partition.append(now, key, value, bytes);
    return { partition: partition.id, offset, timestamp };
  });
  return { body: { failures, entries: results } };

  function budgetWait(index: number, bytes: number): number {
    const wait = store.unlimited ? 0 : stream.writeBudget(index).take(bytes, now);
    if (wait > 0) waits.set(index, wait);
    return wait;
  }
}

const throttled = (wait: number) => ({
  error: "429",
  errorMessage: `Request was throttled because bytes limit exhausted, ${nextRequestIn(wait)}`,
});

const refused = { error: "500", errorMessage: "Internal server error" };

function readEntries(messages: unknown): Entry[] {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw invalidParameter("The request has no messages.");
  }
  let total = 0;
  const entries = messages.map((message: Partial<Record<string, unknown>> | null, index) => {
    const key = message?.key ?? null;
    const value = message?.value;
    const keyBytes = key === null ? 0 : decodedBytes(key);
    const valueBytes = decodedBytes(value);
    if (keyBytes < 0 || valueBytes < 0) {
      throw invalidParameter(`Key and value of message ${index} must be base64.`);
    }
    if (keyBytes > maximumKeyBytes) {
      throw invalidParameter(`The key of message ${index} is larger than ${maximumKeyBytes} bytes.`);
    }
    total += keyBytes + valueBytes;
    return { key, value, bytes: keyBytes + valueBytes } as Entry;
  });
  if (total > mebibyte) {
    throw invalidParameter(`The request is ${total} bytes; keys and values may be ${mebibyte} at most.`);
  }
  return entries;
}

/** Decoded size of base64 text; negative for anything else. */
function decodedBytes(text: unknown): number {
  if (typeof text !== "string" || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return -1;
  return (text.length / 4) * 3 - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
}
