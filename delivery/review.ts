// `npm run review -- <environment>…`: what a pull or merge request changes, as one comment: the snapshots in words, the
// cost, the diff of each environment. Ends with 1 when a stack could not be compared. docs/review.md.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environments } from "../environments/all.ts";
import type { Environment } from "../environments/schema.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { planStacks } from "./diff/plan-stacks.ts";
import { type DiffReport, exitCodeOf } from "./diff/report.ts";
import { renderTerminal } from "./diff/terminal.ts";
import { forgeFromEnvironment } from "./forge/from-environment.ts";
import { knownEnvironment } from "./known-environment.ts";
import { writeStacks } from "./local/synthesis.ts";
import { type ReviewedEnvironment, reviewComment } from "./review/comment.ts";
import { resourcesIn } from "./review/resources-in.ts";
import { reviewedChange, runAddress } from "./review/reviewed-change.ts";
import { wordsSince } from "./review/words-since.ts";
import { type SynthesizedStack, stacksOf } from "./synthesized-stacks.ts";

const usage =
  "Usage: npm run review -- <environment>… [--base <commit>] [--diffs <folder> | --no-plan] [--post]";

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** What other jobs, which have the credentials for it, found out: `npm run diff -- <environment> --format json`. */
function reported({ name }: Environment, folder: string): ReviewedEnvironment {
  const file = join(folder, `${name}.json`);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (text === "") return { name, unplanned: "the job that should plan it left no report; see its log." };
  return { name, report: JSON.parse(text) as DiffReport };
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
  if (values.diffs === undefined) {
    progress("synth");
    await writeStacks();
    const seen = new Set<string>();
    for (const environment of chosen) {
      // A registry that several share is shown with the first.
      const stacks = stacksOf([environment], "cdktf.out").filter(({ name }) => !seen.has(name));
      for (const { name } of stacks) seen.add(name);
      found.push(await reviewed(environment, stacks, !values["no-plan"] && change?.fromFork !== true));
    }
  } else found.push(...chosen.map((environment) => reported(environment, values.diffs ?? "")));

  const comment = reviewComment({ ...words, environments: found, wholeReport: runAddress(process.env) });
  const whole = { stacks: found.flatMap(({ report }) => report?.stacks ?? []) };
  if (values.post && change !== undefined && !change.fromFork) {
    await forgeFromEnvironment(process.env).upsertComment(change.number, "review", comment);
    // The log has what the comment had no room for.
    process.stdout.write(renderTerminal(whole));
  } else {
    process.stdout.write(comment);
    // A fork's pipeline may not comment; GitHub shows this beside its log.
    if (change?.fromFork && process.env.GITHUB_STEP_SUMMARY) {
      appendFileSync(process.env.GITHUB_STEP_SUMMARY, comment);
    }
  }
  process.exitCode = exitCodeOf(whole) === 1 ? 1 : 0;
}

runCommand("review", usage, main);
