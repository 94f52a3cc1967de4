import { renderMarkdown } from "../diff/markdown.ts";
import type { EnvironmentDrift } from "./environment-drift.ts";
import type { StackDrift } from "./stack-drift.ts";

/** What is to become of the one issue about drift. */
export type DriftIssue =
  | { readonly kind: "open"; readonly title: string; readonly body: string }
  | { readonly kind: "close"; readonly body: string }
  /** Nothing new is known for certain. */
  | { readonly kind: "leave" };

export function driftIssue(environments: readonly EnvironmentDrift[]): DriftIssue {
  const stacks = stacksOf(environments);
  const unknown = unknownIn(environments);
  const drifted = stacks.filter(({ verdict }) => verdict === "drift");
  if (drifted.length > 0) {
    const names = drifted.map(({ report }) => report.name);
    const report = { stacks: drifted.map(({ report: one }) => one) };
    const body = [
      "What is deployed is not what the main branch says. Somebody changed it past this repository, or a change is not deployed yet. `npm run plan` and `npm run apply` make it so; what was changed for good belongs into the environment.",
      ...(unknown.length > 0 ? [`Nothing is known this time of: ${unknown.join(", ")}.`] : []),
      renderMarkdown(report, { longest: 58_000, wholeReport: "`npm run drift` prints it" }),
    ].join("\n\n");
    return { kind: "open", title: `Drift: ${shortList(names)}`, body };
  }
  if (unknown.length > 0) return { kind: "leave" };
  return { kind: "close", body: "Every stack is what the main branch says." };
}

/** Stacks, and environments of which there is no word. */
export function unknownIn(environments: readonly EnvironmentDrift[]): readonly string[] {
  return [
    ...environments.flatMap(({ environment, stacks }) => (stacks === undefined ? [environment] : [])),
    ...stacksOf(environments).flatMap(({ verdict, report }) => (verdict === "unknown" ? [report.name] : [])),
  ];
}

/** A registry is that of several environments. */
export function stacksOf(environments: readonly EnvironmentDrift[]): readonly StackDrift[] {
  const all = environments.flatMap(({ stacks = [] }) => stacks);
  return [...new Map(all.map((stack) => [stack.report.name, stack])).values()];
}

/** GitHub takes 256 characters in a title, GitLab 255. */
function shortList(names: readonly string[]): string {
  const list = names.join(", ");
  return list.length > 200 ? `${names.length} stacks` : list;
}
