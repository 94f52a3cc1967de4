import type { RecordKind } from "../messaging/config.ts";
import { HttpProblem } from "../messaging/http/answer.ts";
import type { JsonBody } from "../messaging/http/body.ts";
import type { HttpRequest } from "../messaging/http/server.ts";
import { type Checked, isObject } from "../messaging/records/checks.ts";
import { checkEvent, newEvent, type RecordEvent } from "../messaging/records/cloud-event.ts";
import { checkRecord, recogniseRecord } from "../messaging/records/record.ts";

const EVENT = "application/cloudevents+json";
const EVENT_BATCH = "application/cloudevents-batch+json";

export interface ReadOptions {
  /** Kinds that this producer sends. */
  readonly kinds: readonly RecordKind[];
  /** CloudEvents source of records that come without an envelope. */
  readonly source: string;
  /** Their ids are this and the index of the record. */
  readonly idPrefix: string;
}

export const acceptedTypes = ["application/json", EVENT, EVENT_BATCH];

/**
 * The records of a request: one or an array, plain or as CloudEvents.
 *
 * @throws {HttpProblem} that names each record that breaks a rule; then none of
 * the request may be sent, so that the client can correct and repeat all of it.
 */
export function readRecords(
  request: HttpRequest,
  { mediaType, value }: JsonBody,
  options: ReadOptions,
): readonly RecordEvent[] {
  if ("ce-specversion" in request.message.headers) {
    throw badRequest("CloudEvents must come in structured form, got the headers of the binary form.");
  }
  const kind = readKind(request.query, options.kinds);
  if (mediaType === EVENT && Array.isArray(value)) {
    throw badRequest(`An array of CloudEvents must be sent as ${EVENT_BATCH}, got ${EVENT}.`);
  }
  if (mediaType === EVENT_BATCH && !Array.isArray(value)) {
    throw badRequest(`${EVENT_BATCH} must hold an array, got one value. Send one event as ${EVENT}.`);
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw badRequest("The body must hold at least one record, got an empty array.");
  const events: RecordEvent[] = [];
  const refused: { index: number; id?: string; reason: string }[] = [];
  values.forEach((one, index) => {
    const checked = readOne(one, index, mediaType !== "application/json", kind, options);
    if ("value" in checked) events.push(checked.value);
    else refused.push({ index, ...idOf(one), reason: checked.reason });
  });
  if (refused.length > 0) {
    throw badRequest(
      `${refused.length} of ${values.length} records break a rule, so nothing was sent. Correct them and send all again.`,
      { acknowledged: 0, refused },
    );
  }
  return events;
}

function readOne(
  value: unknown,
  index: number,
  mustBeEvent: boolean,
  kind: RecordKind | undefined,
  { kinds, source, idPrefix }: ReadOptions,
): Checked<RecordEvent> {
  const isEvent = mustBeEvent || (isObject(value) && "specversion" in value);
  const event = isEvent ? checkEvent(value) : wrap(value, kind, source, `${idPrefix}-${index}`);
  if ("reason" in event) return event;
  const got = event.value.record.kind;
  if (kind && got !== kind) return { reason: `the kind must be ${kind} as the query says, got ${got}` };
  if (!kinds.includes(got)) return { reason: `the kind must be ${kinds.join(" or ")}, got ${got}` };
  return event;
}

function wrap(
  value: unknown,
  kind: RecordKind | undefined,
  source: string,
  id: string,
): Checked<RecordEvent> {
  const record = kind ? checkRecord(kind, value) : recogniseRecord(value);
  return "value" in record ? { value: newEvent(source, record.value, id) } : record;
}

function readKind(query: URLSearchParams, kinds: readonly RecordKind[]): RecordKind | undefined {
  const text = query.get("kind");
  if (text === null) return undefined;
  const kind = kinds.find((known) => known === text);
  if (!kind) throw badRequest(`kind must be ${kinds.join(" or ")}, got ${JSON.stringify(text)}.`);
  return kind;
}

function idOf(value: unknown): { id?: string } {
  return isObject(value) && typeof value.id === "string" ? { id: value.id } : {};
}

export function badRequest(detail: string, members: Readonly<Record<string, unknown>> = {}): HttpProblem {
  return new HttpProblem({ status: 400, title: "Bad Request", detail, members });
}
