/** `change` of a resource or an output in the JSON of a plan: https://developer.hashicorp.com/terraform/internals/json-format */
export interface PlannedChange {
  readonly actions: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  /** Of the shape of the value, with `true` where something is so; or `true` for all of it. */
  readonly after_unknown?: unknown;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
  readonly replace_paths?: readonly (readonly (string | number)[])[];
}

export function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** What is below a key; undefined where the value has no such place. */
export function at(value: unknown, key: string): unknown {
  return isContainer(value) ? (value as Record<string, unknown>)[key] : undefined;
}
