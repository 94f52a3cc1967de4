import type { AttributeChange, Shown } from "./report.ts";

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

/** The two sides of one place in a value, and what is marked there. */
interface Place {
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: unknown;
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
}

/**
 * Every attribute that differs, down to single values; lists of plain values are one value.
 *
 * @param secrets texts that are not shown wherever they stand
 */
export function attributeChanges(
  change: PlannedChange,
  secrets: readonly string[],
): readonly AttributeChange[] {
  const forcing = (change.replace_paths ?? []).map((path) => path.join("."));
  const veil = (side: Shown): Shown => (tells(side, secrets) ? { kind: "sensitive" } : side);
  return differences([], placeOf(change)).map(({ path, before, after }) => {
    const name = path.join(".");
    const forcesReplacement = forcing.some(
      (one) => `${name}.`.startsWith(`${one}.`) || one.startsWith(`${name}.`),
    );
    return { path: name, before: veil(before), after: veil(after), forcesReplacement };
  });
}

/** Shorter ones would hide what merely contains them. */
const shortestSecret = 6;

/**
 * Texts of a change that are marked as sensitive. Terraform forgets the mark
 * where a provider copies them.
 */
export function secretsOf(change: PlannedChange): readonly string[] {
  return [
    ...sensitiveTexts(change.before, change.before_sensitive),
    ...sensitiveTexts(change.after, change.after_sensitive),
  ].filter((text) => text.length >= shortestSecret);
}

function sensitiveTexts(value: unknown, marks: unknown): string[] {
  if (typeof value === "string") return marks === true ? [value] : [];
  if (!isContainer(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    sensitiveTexts(item, marks === true ? true : at(marks, key)),
  );
}

function tells(side: Shown, secrets: readonly string[]): boolean {
  if (side.kind !== "known") return false;
  const text = JSON.stringify(side.value);
  return secrets.some((secret) => text.includes(JSON.stringify(secret).slice(1, -1)));
}

/** The value as a whole, for an output. */
export function shownChange(change: PlannedChange): { readonly before: Shown; readonly after: Shown } {
  return shown(placeOf(change));
}

function placeOf(change: PlannedChange): Place {
  return {
    before: change.before,
    after: change.after,
    unknown: change.after_unknown,
    beforeSensitive: change.before_sensitive,
    afterSensitive: change.after_sensitive,
  };
}

type Difference = { readonly path: readonly string[]; readonly before: Shown; readonly after: Shown };

function differences(path: readonly string[], place: Place): Difference[] {
  const keys = keysInto(place);
  if (keys) {
    return keys.flatMap((key) =>
      differences([...path, key], {
        before: at(place.before, key),
        after: at(place.after, key),
        unknown: at(place.unknown, key),
        beforeSensitive: at(place.beforeSensitive, key),
        afterSensitive: at(place.afterSensitive, key),
      }),
    );
  }
  if (!marked(place.unknown) && same(place.before, place.after)) return [];
  return [{ path, ...shown(place) }];
}

/** What to look into one by one; undefined for what is shown as a whole. */
function keysInto({ before, after, unknown, beforeSensitive, afterSensitive }: Place): string[] | undefined {
  if (unknown === true || beforeSensitive === true || afterSensitive === true) return undefined;
  const sides = [before, after].filter((value) => value !== null && value !== undefined);
  const kinds = new Set(sides.map((value) => (Array.isArray(value) ? "list" : typeof value)));
  if (kinds.size !== 1 || !(kinds.has("object") || (kinds.has("list") && sides.some(isComposite))))
    return undefined;
  // A value that is not known yet is missing on its side.
  const containers = [...sides, ...(isContainer(unknown) && !Array.isArray(unknown) ? [unknown] : [])];
  return [...new Set(containers.flatMap((container) => Object.keys(container as object)))];
}

/** Lists of blocks, and of texts such as the values of a Helm release, differ in one place of many. */
function isComposite(list: unknown): boolean {
  return (list as unknown[]).some(
    (item) => isContainer(item) || (typeof item === "string" && item.includes("\n")),
  );
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function at(value: unknown, key: string): unknown {
  return isContainer(value) ? (value as Record<string, unknown>)[key] : undefined;
}

function shown({ before, after, unknown, beforeSensitive, afterSensitive }: Place) {
  const hide = marked(beforeSensitive) || marked(afterSensitive);
  const side = (value: unknown): Shown => {
    if (value === undefined || value === null) return { kind: "absent" };
    return hide ? { kind: "sensitive" } : { kind: "known", value };
  };
  return { before: side(before), after: marked(unknown) ? ({ kind: "unknown" } as const) : side(after) };
}

/** Whether anything in the marks is marked. */
function marked(marks: unknown): boolean {
  return marks === true || (isContainer(marks) && Object.values(marks).some(marked));
}

/** Terraform tells null, an absent block and an empty list apart; providers do not, and nobody who reads a diff. */
function same(before: unknown, after: unknown): boolean {
  return isEmpty(before) && isEmpty(after) ? true : JSON.stringify(before) === JSON.stringify(after);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (isContainer(value) && Object.keys(value).length === 0);
}
