import { describe, expect, it } from "@jest/globals";
import { contains, overlaps, parseCidr } from "../../environments/cidr.ts";

function block(text: string) {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`${text} is not a CIDR`);
  return parsed;
}

describe("parseCidr", () => {
  it.each([
    ["10.0.0.0/16", 0x0a000000, 0x0a00ffff],
    ["203.0.113.7/32", 0xcb007107, 0xcb007107],
    ["0.0.0.0/0", 0, 0xffffffff],
    ["255.255.255.254/31", 0xfffffffe, 0xffffffff],
  ])("knows the first and the last address of %s", (text, first, last) => {
    expect(parseCidr(text)).toMatchObject({ first, last });
  });

  it.each(["10.0.0.1/16", "10.0.0/16", "10.0.0.0", "10.0.0.0/33", "256.0.0.0/8", "10.0.0.0/16 ", "::/0", ""])(
    "takes %p for no network address",
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );
});

describe("overlaps", () => {
  it.each([
    ["10.0.0.0/24", "10.0.1.0/24", false],
    ["10.0.0.0/24", "10.0.0.128/25", true],
    ["10.0.0.128/25", "10.0.0.0/24", true],
    ["10.0.0.0/24", "10.0.0.0/24", true],
  ])("of %s and %s is %p", (a, b, expected) => {
    expect(overlaps(block(a), block(b))).toBe(expected);
  });
});

describe("contains", () => {
  it.each([
    ["10.0.0.0/16", "10.0.255.0/24", true],
    ["10.0.0.0/16", "10.1.0.0/24", false],
    ["10.0.0.0/24", "10.0.0.0/16", false],
    ["10.0.0.0/24", "10.0.0.0/24", true],
  ])("of %s and %s is %p", (outer, inner, expected) => {
    expect(contains(block(outer), block(inner))).toBe(expected);
  });
});
