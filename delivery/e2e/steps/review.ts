import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackName } from "../../../stacks/naming.ts";
import type { EnvironmentRun } from "../run.ts";
import { describedUpdates } from "../updates.ts";

/** One worker more, or one more at most. */
const billed = /^\*\*Cost:\*\* .*\+\d+\.\d\d USD a month/m;

/**
 * A branch as its pull request shows it: first with other images and no plan,
 * then with a change of several stacks, planned; one comment, written anew in place.
 */
export async function review(run: EnvironmentRun): Promise<string> {
  const { environment, workspace, signal } = run.props;
  const pipeline = await run.pipeline();
  const base = await pipeline.repository.head();
  await pipeline.repository.branch("change");
  workspace.description.useImages("3");
  await pipeline.repository.commit("images: another one");
  const first = await pipeline.review(base, [environment.name, "--no-plan"]);
  expectIn(first, [/^- `\S+`: images of `producer` and `consumer` `\S+` → `\S+`$/m]);

  const updates = describedUpdates(workspace.description.current);
  const kinds = updates.map(({ kind }) => kind).join(", ");
  for (const { patch } of updates) workspace.description.change(patch ?? {});
  await workspace.acceptSnapshots(signal);
  await pipeline.repository.commit(kinds);
  const diffs = join(".millrace", "diffs");
  await pipeline.run("diff", [environment.name, "--save", diffs]);
  const comment = await pipeline.review(base, [environment.name, "--diffs", diffs]);
  const isBilled = environment.cluster.kind !== "existing";
  expectIn(comment, [
    ...updates.flatMap(({ words }) => words ?? []),
    ...updates.map(({ layer }) => updatedIn(stackName(environment, layer))),
    ...(isBilled ? [billed] : []),
  ]);
  pipeline.expectNothingSecret();

  // For people to see: the folder of a run that passes is removed.
  const folder = join(".millrace", "e2e", environment.name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "review.md"), comment);
  return `${kinds}: in words${isBilled ? ", with the cost" : ""}, in place of the comment before`;
}

/** The line with the counts of a stack in which nothing is made or destroyed. */
function updatedIn(stack: string): RegExp {
  return new RegExp(`^\\| \`${stack}\` \\| 0 \\| [1-9]\\d* \\| 0 \\| 0 \\|`, "m");
}

function expectIn(comment: string, wanted: readonly RegExp[]): void {
  const missing = wanted.filter((one) => !one.test(comment));
  if (missing.length === 0) return;
  const sources = missing.map(({ source }) => source).join(" and ");
  throw new Error(`comment: must have ${sources}, got:\n${comment}`);
}
