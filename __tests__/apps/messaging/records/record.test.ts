import { describe, expect, it } from "@jest/globals";
import { checkPerson } from "../../../../apps/messaging/records/person.ts";
import { checkRating } from "../../../../apps/messaging/records/rating.ts";
import { keyOf, recogniseRecord } from "../../../../apps/messaging/records/record.ts";
import { sampleRecord } from "../../../../apps/messaging/records/samples.ts";
import { shorten } from "../../../../apps/messaging/records/shorten.ts";
import { battles, voices } from "../../../../apps/messaging/records/voices.ts";

const person = { name: "Ada", age: 36, comment: "" };
const rating = { battle: "Reviewing the rain", voice1: "Big Bird", voice2: "Santa Claus", rating: 0 };

const reasonOf = (checked: object) => ("reason" in checked ? checked.reason : "no reason");

describe("a person", () => {
  it.each([[{ age: 3 }], [{ age: 92 }], [{ comment: "" }], [{ name: "é" }]])("may have %j", (change) => {
    expect(checkPerson({ ...person, ...change })).toEqual({ value: { ...person, ...change } });
  });

  it.each([
    [{ age: 2 }, "age must be a whole number from 3 to 92, got 2"],
    [{ age: 93 }, "age must be a whole number from 3 to 92, got 93"],
    [{ age: 36.5 }, "age must be a whole number from 3 to 92, got 36.5"],
    [{ age: "36" }, 'age must be a whole number from 3 to 92, got "36"'],
    [{ age: null }, "age must be a whole number from 3 to 92, got null"],
    [{ name: "" }, 'name must be a text that is not blank, got ""'],
    [{ name: 1 }, "name must be a text that is not blank, got 1"],
    [{ comment: undefined }, "comment must be a text, got nothing"],
    [{ comment: {} }, "comment must be a text, got {}"],
  ])("may not have %j", (change, reason) => {
    expect(reasonOf(checkPerson({ ...person, ...change }))).toBe(reason);
  });

  it("is told everything that is wrong with it", () => {
    expect(reasonOf(checkPerson({ name: " ", age: 0 }))).toBe(
      'name must be a text that is not blank, got " "; age must be a whole number from 3 to 92, got 0; comment must be a text, got nothing',
    );
  });

  it("loses properties that nobody knows", () => {
    expect(checkPerson({ ...person, height: 170 })).toEqual({ value: person });
  });
});

describe("a rating", () => {
  it.each([[0], [1], [2]])("may be %d", (value) => {
    expect(checkRating({ ...rating, rating: value })).toEqual({ value: { ...rating, rating: value } });
  });

  it.each([
    [{ rating: -1 }, "rating must be 0, 1 or 2, got -1"],
    [{ rating: 3 }, "rating must be 0, 1 or 2, got 3"],
    [{ rating: 1.5 }, "rating must be 0, 1 or 2, got 1.5"],
    [{ rating: "2" }, 'rating must be 0, 1 or 2, got "2"'],
    [{ battle: "" }, 'battle must be a text that is not blank, got ""'],
    [{ voice1: undefined }, "voice1 must be a text that is not blank, got nothing"],
    [{ voice2: "Big Bird" }, 'voice2 must be another voice than voice1, got "Big Bird"'],
  ])("may not have %j", (change, reason) => {
    expect(reasonOf(checkRating({ ...rating, ...change }))).toBe(reason);
  });
});

describe("a record", () => {
  it("is recognised by the property that only its kind has, and its key is that property", () => {
    const keys = [person, rating].map((data) => {
      const record = recogniseRecord(data);
      return "value" in record ? [record.value.kind, keyOf(record.value)] : record.reason;
    });
    expect(keys).toEqual([
      ["people", "Ada"],
      ["ratings", "Reviewing the rain"],
    ]);
  });

  it.each([
    [{}, "a record must have a name (people) or a battle (ratings), got neither"],
    [[person], 'a record must be a JSON object, got [{"name":"Ada","age":36,"comment":""}]'],
    [null, "a record must be a JSON object, got null"],
  ])("is refused when it is %j", (data, reason) => {
    expect(reasonOf(recogniseRecord(data))).toBe(reason);
  });

  it("is shown with its long texts cut", () => {
    expect(shorten({ ...person, comment: "x".repeat(501) })).toEqual({
      ...person,
      comment: `${"x".repeat(499)}…`,
    });
    expect(shorten({ ...person, comment: "x".repeat(500) }).comment).toHaveLength(500);
  });
});

describe("samples", () => {
  it("draw on ten voices and sixty battles, each named once", () => {
    expect(new Set(voices).size).toBe(10);
    expect(new Set(battles).size).toBe(60);
  });

  it.each([
    ["people", 0],
    ["people", 0.999_999],
    ["ratings", 0],
    ["ratings", 0.999_999],
  ] as const)("follow the rules of %s at both ends of chance (%d)", (kind, chance) => {
    const sample = sampleRecord(kind, () => chance);
    expect(recogniseRecord(sample.data)).toEqual({ value: sample });
  });
});
