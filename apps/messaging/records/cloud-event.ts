import { randomUUID } from "node:crypto";
import type { RecordKind } from "../config.ts";
import { type Checked, isObject, isText, mustBe } from "./checks.ts";
import { checkRecord, eventTypes, type StreamRecord } from "./record.ts";

/** A record in its envelope; `source` and `id` together make a duplicate recognisable. */
export interface RecordEvent {
  readonly id: string;
  readonly source: string;
  /** When the record came to be, in milliseconds since the epoch; undefined when the event does not say. */
  readonly time: number | undefined;
  readonly record: StreamRecord;
  /** Attributes that Millrace has no use for and hands on. */
  readonly extensions: Readonly<Record<string, unknown>>;
}

export function newEvent(source: string, record: StreamRecord, id: string = randomUUID()): RecordEvent {
  return { id, source, time: Date.now(), record, extensions: {} };
}

/** CloudEvents 1.0 in structured JSON. Put together from parts, which costs half of one object and its JSON. */
export function encodeEvent({ id, source, time, record, extensions }: RecordEvent): Buffer {
  const more = JSON.stringify(extensions).slice(1, -1);
  return Buffer.from(
    `{"specversion":"1.0","type":"${eventTypes[record.kind]}","source":${JSON.stringify(source)},` +
      `"id":${JSON.stringify(id)},${time === undefined ? "" : `"time":"${isoTime(time)}",`}` +
      `"datacontenttype":"application/json",${more === "" ? "" : `${more},`}"data":${JSON.stringify(record.data)}}`,
  );
}

let lastTime: { readonly time: number; readonly text: string } | undefined;

/** The records of a request come to be in the same millisecond. */
function isoTime(time: number): string {
  if (lastTime?.time !== time) lastTime = { time, text: new Date(time).toISOString() };
  return lastTime.text;
}

// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#required-attributes
const known = ["specversion", "type", "source", "id", "time", "datacontenttype", "data", "data_base64"];
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const jsonMediaType = /^[\w.+-]+\/([\w.+-]+\+)?json\s*(;.*)?$/i;

/** Strict about the attributes that the specification requires; extensions may be anything. */
export function checkEvent(event: unknown): Checked<RecordEvent> {
  if (!isObject(event)) return { reason: mustBe("a CloudEvent", "a JSON object", event) };
  const { specversion, type, source, id, time, datacontenttype, data } = event;
  const faults: string[] = [];
  if (specversion !== "1.0") faults.push(mustBe("specversion", '"1.0"', specversion));
  if (!isText(id)) faults.push(mustBe("id", "a text that is not blank", id));
  if (!isText(source)) faults.push(mustBe("source", "a URI reference", source));
  const kind = kindOfType(type);
  if (!kind) faults.push(mustBe("type", Object.values(eventTypes).join(" or "), type));
  const milliseconds = typeof time === "string" && rfc3339.test(time) ? Date.parse(time) : Number.NaN;
  if (time !== undefined && Number.isNaN(milliseconds)) {
    faults.push(mustBe("time", "an RFC 3339 timestamp", time));
  }
  if (datacontenttype !== undefined && !(isText(datacontenttype) && jsonMediaType.test(datacontenttype))) {
    faults.push(mustBe("datacontenttype", "a JSON media type", datacontenttype));
  }
  if ("data_base64" in event)
    faults.push("data_base64 must be absent, because records travel as JSON in data");
  const record = kind && checkRecord(kind, data);
  if (record && "reason" in record) faults.push(`data: ${record.reason}`);
  if (faults.length > 0 || !record || "reason" in record) return { reason: faults.join("; ") };
  return {
    value: {
      id: id as string,
      source: source as string,
      time: time === undefined ? undefined : milliseconds,
      record: record.value,
      extensions: Object.fromEntries(Object.entries(event).filter(([name]) => !known.includes(name))),
    },
  };
}

function kindOfType(type: unknown): RecordKind | undefined {
  if (type === eventTypes.people) return "people";
  return type === eventTypes.ratings ? "ratings" : undefined;
}
