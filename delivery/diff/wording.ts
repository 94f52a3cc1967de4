import type { Action, StackReport } from "./report.ts";

export const signs: Readonly<Record<Action, string>> = {
  create: "+",
  update: "~",
  replace: "-/+",
  delete: "-",
  forget: ".",
  move: ">",
  import: "<",
  undetermined: "?",
};

/** What a reader counts first; the rest is in the details. */
export const counted = ["create", "update", "replace", "delete"] as const;

/** How many of each kind that a reader counts; undefined when Terraform found out nothing. */
export function countsOf({ status, changes }: StackReport): readonly number[] | undefined {
  if (status === "failed" && changes.length === 0) return undefined;
  return counted.map((action) => changes.filter((change) => change.action === action).length);
}

/** What a stack's counts do not say. */
export function remark({ status, missing, changes, outputs }: StackReport): string {
  if (status === "failed") return "failed";
  if (status === "upstream-missing") return `upstream not deployed: ${missing.join(", ")}`;
  const others = changes.filter(({ action }) => !counted.some((one) => one === action)).length;
  const notes = [
    ...(others > 0 ? [`${others} moved, imported or let go`] : []),
    ...(outputs.length > 0 && changes.length === 0 ? [`outputs only: ${outputs.length}`] : []),
    ...(outputs.length + changes.length === 0 ? ["no changes"] : []),
  ];
  return notes.join(", ");
}

/** Nothing that comes from a cloud or a file may move the cursor, or turn the reading direction. */
export function clean(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
