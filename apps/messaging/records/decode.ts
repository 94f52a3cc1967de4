import { type Checked, isObject } from "./checks.ts";
import { checkEvent } from "./cloud-event.ts";
import { parseBareRating, type Rating } from "./rating.ts";
import { checkRecord, type StreamRecord } from "./record.ts";

export interface DecodedRecord {
  readonly record: StreamRecord;
  /** Undefined for the bare forms, which carry no identity. */
  readonly identity: { readonly source: string; readonly id: string } | undefined;
  /** When the record came to be, in milliseconds since the epoch; undefined when it does not say. */
  readonly time: number | undefined;
  /** The CloudEvents extension, as it is: whoever follows it checks it. */
  readonly traceparent: string | undefined;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a record as it lies in the stream: a CloudEvent, or one of the two bare
 * forms of older producers (a person as a JSON object, a rating as
 * `battle|voice1|voice2|rating`). Never throws.
 */
export function decodeRecord(bytes: Buffer): Checked<DecodedRecord> {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { reason: "a record must be UTF-8 text" };
  }
  if (text.trim() === "") return { reason: "a record must not be empty" };
  if (!text.trimStart().startsWith("{")) {
    return text.includes("|")
      ? bare(asRecord(parseBareRating(text)))
      : { reason: "a record must be a CloudEvent, a person as JSON or battle|voice1|voice2|rating" };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { reason: `a record that begins with { must be JSON: ${(error as Error).message}` };
  }
  if (!isObject(value) || !("specversion" in value)) return bare(checkRecord("people", value));
  const event = checkEvent(value);
  if ("reason" in event) return event;
  const { id, source, time, record, extensions } = event.value;
  const traceparent = typeof extensions.traceparent === "string" ? extensions.traceparent : undefined;
  return { value: { record, identity: { source, id }, time, traceparent } };
}

function asRecord(rating: Checked<Rating>): Checked<StreamRecord> {
  return "value" in rating ? { value: { kind: "ratings", data: rating.value } } : rating;
}

function bare(record: Checked<StreamRecord>): Checked<DecodedRecord> {
  return "value" in record
    ? { value: { record: record.value, identity: undefined, time: undefined, traceparent: undefined } }
    : record;
}
