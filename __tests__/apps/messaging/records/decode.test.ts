import { describe, expect, it } from "@jest/globals";
import { checkEvent, encodeEvent, newEvent } from "../../../../apps/messaging/records/cloud-event.ts";
import { decodeRecord } from "../../../../apps/messaging/records/decode.ts";
import type { StreamRecord } from "../../../../apps/messaging/records/record.ts";

const ada: StreamRecord = { kind: "people", data: { name: "Ada", age: 36, comment: "wrote programs" } };
const event = {
  specversion: "1.0",
  type: "dev.millrace.person",
  source: "/somebody/else",
  id: "7",
  time: "2026-11-21T10:00:00.250Z",
  datacontenttype: "application/json",
  data: ada.data,
};
const at = Date.parse(event.time);

const decode = (value: unknown) =>
  decodeRecord(
    Buffer.isBuffer(value) ? value : Buffer.from(typeof value === "string" ? value : JSON.stringify(value)),
  );

describe("a CloudEvent", () => {
  it("comes back as it was encoded", () => {
    const made = newEvent("/millrace/producer/p-0", ada);
    expect(decode(encodeEvent(made))).toEqual({
      value: { record: ada, identity: { source: made.source, id: made.id }, time: made.time },
    });
    expect(JSON.parse(encodeEvent(made).toString())).toEqual({
      specversion: "1.0",
      type: "dev.millrace.person",
      source: "/millrace/producer/p-0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      datacontenttype: "application/json",
      data: ada.data,
    });
  });

  it("keeps extensions on the way through", () => {
    const checked = checkEvent({ ...event, traceparent: "00-ab-cd-01", subject: "a" });
    const value = "value" in checked ? checked.value : undefined;
    expect(value?.extensions).toEqual({ traceparent: "00-ab-cd-01", subject: "a" });
    expect(value && JSON.parse(encodeEvent(value).toString())).toEqual({
      ...event,
      traceparent: "00-ab-cd-01",
      subject: "a",
    });
  });

  it.each([
    ["a time with an offset", { time: "2026-11-21T11:00:00.25+01:00" }, at],
    ["no time", { time: undefined }, undefined],
    ["no content type", { datacontenttype: undefined }, at],
    ["another JSON type", { datacontenttype: "application/vnd.person+json; charset=utf-8" }, at],
  ])("may have %s", (_, change, time) => {
    expect(decode({ ...event, ...change })).toEqual({
      value: { record: ada, identity: { source: "/somebody/else", id: "7" }, time },
    });
  });

  it.each([
    [{ specversion: "0.3" }, 'specversion must be "1.0", got "0.3"'],
    [{ id: "" }, 'id must be a text that is not blank, got ""'],
    [{ id: 7 }, "id must be a text that is not blank, got 7"],
    [{ source: undefined }, "source must be a URI reference, got nothing"],
    [{ type: "person" }, 'type must be dev.millrace.person or dev.millrace.rating, got "person"'],
    [{ time: "yesterday" }, 'time must be an RFC 3339 timestamp, got "yesterday"'],
    [{ time: "2026-13-01T00:00:00Z" }, 'time must be an RFC 3339 timestamp, got "2026-13-01T00:00:00Z"'],
    [{ datacontenttype: "text/xml" }, 'datacontenttype must be a JSON media type, got "text/xml"'],
    [{ data_base64: "e30=" }, "data_base64 must be absent, because records travel as JSON in data"],
    [{ data: undefined }, "data: a person must be a JSON object, got nothing"],
    [{ data: { ...ada.data, age: 2 } }, "data: age must be a whole number from 3 to 92, got 2"],
    [
      { id: undefined, source: " " },
      'id must be a text that is not blank, got nothing; source must be a URI reference, got " "',
    ],
  ])("is refused with %j", (change, reason) => {
    expect(decode({ ...event, ...change })).toEqual({ reason });
  });
});

describe("the bare forms", () => {
  it("reads a person as a JSON object", () => {
    expect(decode(ada.data)).toEqual({ value: { record: ada, identity: undefined, time: undefined } });
  });

  it("reads a rating between bars", () => {
    expect(decode("Losing at chess|Big Bird|Joan of Arc|2")).toEqual({
      value: {
        record: {
          kind: "ratings",
          data: { battle: "Losing at chess", voice1: "Big Bird", voice2: "Joan of Arc", rating: 2 },
        },
        identity: undefined,
        time: undefined,
      },
    });
  });

  it.each([
    ["a|b|c", 'a bare rating must have 4 parts between bars, got 3 in "a|b|c"'],
    ["a|b|c|1|2", 'a bare rating must have 4 parts between bars, got 5 in "a|b|c|1|2"'],
    ["a|b|c|3", 'rating must be 0, 1 or 2, got "3"'],
    ["a|b|c|1.0", 'rating must be 0, 1 or 2, got "1.0"'],
    ["a|b|c|", 'rating must be 0, 1 or 2, got ""'],
    ["a|b|b|1", 'voice2 must be another voice than voice1, got "b"'],
    ["|b|c|1", 'battle must be a text that is not blank, got ""'],
  ])("refuses %j", (line, reason) => {
    expect(decode(line)).toEqual({ reason });
  });
});

describe("anything else", () => {
  it.each([
    ["nothing at all", "", "a record must not be empty"],
    ["blanks", " \n", "a record must not be empty"],
    ["bytes that are no text", Buffer.from([0xff, 0xfe, 0x00]), "a record must be UTF-8 text"],
    ["a word", "hello", "a record must be a CloudEvent, a person as JSON or battle|voice1|voice2|rating"],
    ["an array", "[]", "a record must be a CloudEvent, a person as JSON or battle|voice1|voice2|rating"],
    ["a number", "7", "a record must be a CloudEvent, a person as JSON or battle|voice1|voice2|rating"],
    ["null", "null", "a record must be a CloudEvent, a person as JSON or battle|voice1|voice2|rating"],
    [
      "a rating as a bare object, which nobody ever sent",
      { battle: "b", voice1: "c", voice2: "d", rating: 1 },
      "name must be a text that is not blank, got nothing; age must be a whole number from 3 to 92, got nothing; comment must be a text, got nothing",
    ],
  ])("is refused: %s", (_, value, reason) => {
    expect(decode(value)).toEqual({ reason });
  });

  it("is refused when it is half a JSON object", () => {
    expect(decode('{"name":')).toEqual({
      reason: expect.stringMatching(/^a record that begins with \{ must be JSON: /),
    });
  });

  it("keeps the reason short however long the value", () => {
    const decoded = decode({ ...ada.data, age: "x".repeat(1_000_000) });
    expect("reason" in decoded && decoded.reason.length).toBeLessThan(150);
  });
});
