import { at, isContainer, type PlannedChange } from "./planned-change.ts";
import type { AttributeChange, Shown } from "./report.ts";
import { isSecretName, veiled } from "./secrets.ts";

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
  return differences([], placeOf(change)).map(({ path, before, after }) => {
    const name = path.join(".");
    const forcesReplacement = forcing.some(
      (one) => `${name}.`.startsWith(`${one}.`) || one.startsWith(`${name}.`),
    );
    const veil = (side: Shown) => (isSecretName(name) ? veiled(side, [""]) : veiled(side, secrets));
    return { path: name, before: veil(before), after: veil(after), forcesReplacement };
  });
}

/** The value as a whole, for an output. */
export function shownChange(change: PlannedChange, secrets: readonly string[]) {
  const { before, after } = shown(placeOf(change));
  return { before: veiled(before, secrets), after: veiled(after, secrets) };
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
