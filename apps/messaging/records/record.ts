import type { RecordKind } from "../config.ts";
import { type Checked, isObject, mustBe } from "./checks.ts";
import { checkPerson, type Person } from "./person.ts";
import { checkRating, type Rating } from "./rating.ts";

export type StreamRecord =
  | { readonly kind: "people"; readonly data: Person }
  | { readonly kind: "ratings"; readonly data: Rating };

/** The CloudEvents `type` of each kind. */
export const eventTypes: Readonly<Record<RecordKind, string>> = {
  people: "dev.millrace.person",
  ratings: "dev.millrace.rating",
};

/** Records of one key keep their order in the stream. */
export function keyOf(record: StreamRecord): string {
  return record.kind === "people" ? record.data.name : record.data.battle;
}

export function checkRecord(kind: RecordKind, data: unknown): Checked<StreamRecord> {
  if (kind === "people") {
    const person = checkPerson(data);
    return "value" in person ? { value: { kind, data: person.value } } : person;
  }
  const rating = checkRating(data);
  return "value" in rating ? { value: { kind, data: rating.value } } : rating;
}

/** Recognises the kind by the property that only it has, then checks the record. */
export function recogniseRecord(data: unknown): Checked<StreamRecord> {
  if (!isObject(data)) return { reason: mustBe("a record", "a JSON object", data) };
  if ("battle" in data) return checkRecord("ratings", data);
  if ("name" in data) return checkRecord("people", data);
  return { reason: "a record must have a name (people) or a battle (ratings), got neither" };
}
