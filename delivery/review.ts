// `npm run review -- <environment>…`: what a pull or merge request changes, as one comment: the snapshots in words, the
// cost, the diff of each environment. Ends with 1 when a stack could not be compared. docs/review.md.
import { environments } from "../environments/all.ts";
import type { Environment } from "../environments/schema.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { planStacks } from "./diff/plan-stacks.ts";
import { exitCodeOf } from "./diff/report.ts";
import { savedReport } from "./diff/saved-report.ts";
import { renderTerminal } from "./diff/terminal.ts";
import { forgeFromEnvironment } from "./forge/from-environment.ts";
import { runAddress, showOnRunPage } from "./forge/run-page.ts";
import { knownEnvironment } from "./known-environment.ts";
import { writeStacks } from "./local/synthesis.ts";
import { type ReviewedEnvironment, reviewComment } from "./review/comment.ts";
import { resourcesIn } from "./review/resources-in.ts";
import { reviewedChange } from "./review/reviewed-change.ts";
import { wordsSince } from "./review/words-since.ts";
import { type SynthesizedStack, stacksOf } from "./synthesized-stacks.ts";

const usage =
  "Usage: npm run review -- <environment>… [--base <commit>] [--diffs <folder> | --no-plan] [--post]";

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * What other jobs, which have the credentials for it, found out: `npm run diff -- <environment> --save <folder>`.
 *
 * @param seen stacks that another environment has shown; those of this one are added
 */
function reported({ name }: Environment, folder: string, seen: Set<string>): ReviewedEnvironment {
  const report = savedReport(folder, name);
  if (!report) return { name, unplanned: "the job that should plan it left no report; see its log." };
  const stacks = report.stacks.filter((stack) => !seen.has(stack.name));
  for (const stack of stacks) seen.add(stack.name);
  return { name, report: { stacks } };
}

async function reviewed(
  environment: Environment,
  stacks: readonly SynthesizedStack[],
  plan: boolean,
): Promise<ReviewedEnvironment> {
  const { name } = environment;
  if (plan) return { name, report: { stacks: await planStacks(stacks, progress) } };
  const described = Object.fromEntries(stacks.map((stack) => [stack.name, resourcesIn(stack)]));
  return { name, described, unplanned: "no credentials are used here; this is what synth describes." };
}

async function main(): Promise<void> {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: {
      base: { type: "string" },
      diffs: { type: "string" },
      "no-plan": { type: "boolean", default: false },
      post: { type: "boolean", default: false },
    },
  });
  if (positionals.length === 0) {
    throw new Error(`arguments must name an environment, got none. ${usage}`);
  }
  const chosen = positionals.map((name) => knownEnvironment(name, environments, usage));
  const change = reviewedChange(process.env);
  const base = values.base ?? change?.base;
  if (values.post && change === undefined) {
    throw new Error(
      "--post must run for a pull or merge request, got none. Leave it out to see the comment.",
    );
  }
  const words = base === undefined ? {} : { words: wordsSince(base) };

  const found: ReviewedEnvironment[] = [];
  // A registry that several share is shown with the first.
  const seen = new Set<string>();
  const { diffs } = values;
  if (diffs === undefined) {
    progress("synth");
    await writeStacks();
    for (const environment of chosen) {
      const stacks = stacksOf([environment], "cdktf.out").filter(({ name }) => !seen.has(name));
      for (const { name } of stacks) seen.add(name);
      found.push(await reviewed(environment, stacks, !values["no-plan"] && change?.fromFork !== true));
    }
  } else found.push(...chosen.map((environment) => reported(environment, diffs, seen)));

  const comment = reviewComment({ ...words, environments: found, wholeReport: runAddress(process.env) });
  const whole = { stacks: found.flatMap(({ report }) => report?.stacks ?? []) };
  if (values.post && change !== undefined && !change.fromFork) {
    await forgeFromEnvironment(process.env).upsertComment(change.number, "review", comment);
    // The log has what the comment had no room for.
    process.stdout.write(renderTerminal(whole));
  } else {
    process.stdout.write(comment);
    // A fork's pipeline may not comment.
    if (change?.fromFork) showOnRunPage(process.env, comment);
  }
  process.exitCode = exitCodeOf(whole) === 1 ? 1 : 0;
}

runCommand("review", usage, main);
