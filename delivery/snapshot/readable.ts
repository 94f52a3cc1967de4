import { encodedLiteral } from "../diff/hcl-literal.ts";
import { at, isContainer } from "../diff/planned-change.ts";

/**
 * A value so that a place in it has a name: what is encoded in a text is taken
 * apart, and a list whose items all have a `name` or `key` of their own is no
 * longer told by numbers, which an item at its front would shift.
 */
export function readable(value: unknown): unknown {
  if (typeof value === "string") {
    const inner = encodedLiteral(value);
    return inner === undefined ? value : readable(inner);
  }
  if (Array.isArray(value)) {
    const name = ["name", "key"].find((property) => isNameOf(value, property));
    return name === undefined
      ? value.map(readable)
      : Object.fromEntries(value.map((item) => [String(at(item, name)), readable(item)]));
  }
  if (!isContainer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, readable(item)]));
}

function isNameOf(list: readonly unknown[], property: string): boolean {
  const names = list.map((item) => at(item, property));
  return (
    list.length > 0 && names.every((name) => typeof name === "string") && new Set(names).size === list.length
  );
}
