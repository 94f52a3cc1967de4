import { isDeepStrictEqual } from "node:util";

/** Why a thing is not what it must be; nothing when it is. */
export function unlike(what: string, got: unknown, expected: unknown): readonly string[] {
  if (isDeepStrictEqual(got, expected)) return [];
  return [`${what} must be ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`];
}
