/** Characters of a text that a list on a page shows: a record may hold a megabyte of it, 50 times over. */
const SHOWN_CHARACTERS = 500;

/** A copy for showing, its long texts cut. */
export function shorten<T extends object>(data: T): T {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === "string" && value.length > SHOWN_CHARACTERS
        ? `${value.slice(0, SHOWN_CHARACTERS - 1)}…`
        : value,
    ]),
  ) as T;
}
