import { type Checked, isObject, isText, mustBe } from "./checks.ts";

/** One row a name: a later record of the same name replaces age and comment. */
export interface Person {
  readonly name: string;
  /** Whole years, 3 to 92. */
  readonly age: number;
  readonly comment: string;
}

const MIN_AGE = 3;
const MAX_AGE = 92;

/** Properties that a person does not have are dropped, so that newer producers may send more. */
export function checkPerson(value: unknown): Checked<Person> {
  if (!isObject(value)) return { reason: mustBe("a person", "a JSON object", value) };
  const { name, age, comment } = value;
  const faults: string[] = [];
  if (!isText(name)) faults.push(mustBe("name", "a text that is not blank", name));
  if (!Number.isInteger(age) || Number(age) < MIN_AGE || Number(age) > MAX_AGE) {
    faults.push(mustBe("age", `a whole number from ${MIN_AGE} to ${MAX_AGE}`, age));
  }
  if (typeof comment !== "string") faults.push(mustBe("comment", "a text", comment));
  if (faults.length > 0) return { reason: faults.join("; ") };
  return { value: { name, age, comment } as Person };
}
