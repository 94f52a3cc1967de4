import type { Shown } from "../diff/report.ts";
import { shortValue } from "./vocabulary.ts";

/** Characters of a value. */
export const longestValue = 120;

/** Of what both have, before the first that differs. */
const lead = 40;

/** Two values; of long texts what stands where they differ, since cut at their ends both could look the same. */
export function whereTheyDiffer(before: Shown, after: Shown): readonly [Shown, Shown] {
  if (before.kind !== "known" || after.kind !== "known") return [before, after];
  if (typeof before.value !== "string" || typeof after.value !== "string") return [before, after];
  const [olds, nows] = [[...shortValue(before.value)], [...shortValue(after.value)]];
  const differs = olds.findIndex((character, index) => character !== nows[index]);
  const start = (differs === -1 ? olds.length : differs) - lead;
  if (Math.max(olds.length, nows.length) <= longestValue || start <= 0) return [before, after];
  const from = (characters: readonly string[]): Shown => ({
    kind: "known",
    value: `…${characters.slice(start).join("")}`,
  });
  return [from(olds), from(nows)];
}
