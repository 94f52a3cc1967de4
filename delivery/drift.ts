// `npm run drift -- [<environment>…]`: plans every stack of these environments, or of all, where nothing should change.
// Ends with 0 when nothing would, 2 when something would, 1 when nobody could tell; with --issue, which tells of drift
// by itself, 0 in place of 2.
import { environments } from "../environments/all.ts";
import type { Environment } from "../environments/schema.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { interruption } from "./command/interruption.ts";
import { runCommand } from "./command/run-command.ts";
import { renderTerminal } from "./diff/terminal.ts";
import { stacksOf as driftedStacks, driftIssue, unknownIn } from "./drift/drift-issue.ts";
import { type EnvironmentDrift, readDrift, saveDrift } from "./drift/environment-drift.ts";
import { type StackDrift, stackDrift } from "./drift/stack-drift.ts";
import type { Forge } from "./forge/forge.ts";
import { forgeFromEnvironment } from "./forge/from-environment.ts";
import { knownEnvironment } from "./known-environment.ts";
import { writeStacks } from "./local/synthesis.ts";
import { stacksOf } from "./synthesized-stacks.ts";

const usage = "Usage: npm run drift -- [<environment>…] [--save <folder> | --from <folder>] [--issue]";

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function look(chosen: readonly Environment[]): Promise<readonly EnvironmentDrift[]> {
  progress("synth");
  await writeStacks();
  const interrupted = interruption();
  const found = new Map<string, StackDrift>();
  for (const stack of stacksOf(chosen, "cdktf.out")) {
    found.set(stack.name, await stackDrift(stack, (step) => progress(`${stack.name}: ${step}`)));
    if (interrupted()) throw new Error("interrupted, so nobody knows. Nothing is saved or told.");
  }
  return chosen.map((environment) => ({
    environment: environment.name,
    stacks: stacksOf([environment], "cdktf.out").flatMap(({ name }) => found.get(name) ?? []),
  }));
}

/** All environments share one issue, so it is written by whoever knows of all. */
async function tell(forge: Forge, drift: readonly EnvironmentDrift[]): Promise<void> {
  const issue = driftIssue(drift);
  if (issue.kind === "open") await forge.upsertIssue("drift", issue.title, issue.body);
  if (issue.kind === "close") await forge.closeIssue("drift", issue.body);
}

async function main(): Promise<void> {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: {
      save: { type: "string" },
      from: { type: "string" },
      issue: { type: "boolean", default: false },
    },
  });
  const { save, from, issue } = values;
  if (save !== undefined && from !== undefined) {
    throw new Error(`--save and --from must not be together, got both. ${usage}`);
  }
  const named = positionals.map((name) => knownEnvironment(name, environments, usage));
  const chosen = named.length > 0 ? named : environments;
  const forge = issue ? forgeFromEnvironment(process.env) : undefined;
  const drift = from === undefined ? await look(chosen) : chosen.map(({ name }) => readDrift(from, name));
  if (save !== undefined) for (const one of drift) saveDrift(save, one);
  const stacks = driftedStacks(drift);
  process.stdout.write(renderTerminal({ stacks: stacks.map(({ report }) => report) }));
  for (const { verdict, report } of stacks) process.stdout.write(`${report.name}: ${verdict}\n`);
  if (forge) await tell(forge, drift);
  if (unknownIn(drift).length > 0) {
    progress(`drift: unknown: ${unknownIn(drift).join(", ")}. Look again when what they need is there.`);
    process.exitCode = 1;
  } else if (!issue && stacks.some(({ verdict }) => verdict === "drift")) process.exitCode = 2;
}

runCommand("drift", usage, main);
