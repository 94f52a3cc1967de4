import type { StackReport } from "../diff/report.ts";
import type { StackPlan } from "./plan-set.ts";

/**
 * What a second plan would do and the approved one does not say, and the other
 * way round; empty when both say the same. Attributes may differ: they are what
 * was not known before.
 */
export function deviations(approved: StackPlan, again: StackReport): readonly string[] {
  const before = actionsOf(approved.changes, approved.fromSynth);
  const now = actionsOf(again.changes, approved.fromSynth);
  return [
    ...now.filter((action) => !before.includes(action)).map((action) => `also ${action}`),
    ...before.filter((action) => !now.includes(action)).map((action) => `no longer ${action}`),
  ];
}

/** @param withoutKeys synth does not know how many there are of a kind */
function actionsOf(changes: StackPlan["changes"], withoutKeys: boolean): readonly string[] {
  const actions = changes
    // There already: whatever happens to it was not approved.
    .filter(({ action }) => action !== "undetermined")
    .map(({ address, action }) => `${action} ${withoutKeys ? address.replace(/\[.*\]$/, "") : address}`);
  return [...new Set(actions)].sort();
}
