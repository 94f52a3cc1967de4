/** A value that follows the rules, or what is wrong with it as one readable sentence part. */
export type Checked<T> = { readonly value: T } | { readonly reason: string };

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as it may stand in a reason: one line, and short, because whole records can be a megabyte. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

export function mustBe(property: string, rule: string, value: unknown): string {
  return `${property} must be ${rule}, got ${show(value)}`;
}

export function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}
