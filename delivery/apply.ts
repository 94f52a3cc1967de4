// `npm run apply -- [<folder>]`: applies exactly the plans that `npm run plan` saved there, in order, unless the commit,
// what synth writes or a state is another one by now. Ends with 0 when all is applied, else 1.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { environments } from "../environments/all.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { interruption } from "./command/interruption.ts";
import { runCommand } from "./command/run-command.ts";
import { applyStacks } from "./deploy/apply-stacks.ts";
import { cleanCommit } from "./deploy/commit.ts";
import { type Deployment, renderDeployment } from "./deploy/deployment.ts";
import { readPlanSet, type SavedPlanSet } from "./deploy/plan-set.ts";
import { lockFile } from "./deploy/plan-stacks.ts";
import { planKey } from "./deploy/sealed.ts";
import { expectUnchanged } from "./deploy/unchanged.ts";
import type { Forge } from "./forge/forge.ts";
import { forgeFromEnvironment } from "./forge/from-environment.ts";
import { runAddress, showOnRunPage } from "./forge/run-page.ts";
import { knownEnvironment } from "./known-environment.ts";
import { writeStacks } from "./local/synthesis.ts";
import { type SynthesizedStack, stacksOf } from "./synthesized-stacks.ts";

const usage = "Usage: npm run apply -- [<folder of npm run plan>] [--comment]";

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function apply(saved: SavedPlanSet): Promise<Deployment> {
  const { set } = saved;
  const chosen = set.environments.map((name) => knownEnvironment(name, environments, usage));
  const commit = cleanCommit();
  progress("synth");
  await writeStacks();
  const stacks = stacksOf(chosen, "cdktf.out");
  for (const stack of stacks) useSameProviders(stack, saved);
  await expectUnchanged(set, stacks, commit, progress);
  for (const { name, step } of set.stacks) if (step === "apply") saved.plan(name);

  const interrupted = interruption();
  const startedAt = new Date();
  const results = await applyStacks({ saved, stacks, interrupted, say: progress });
  return {
    environments: set.environments,
    commit,
    plannedAt: set.plannedAt,
    startedAt: startedAt.toISOString(),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    succeeded: results.every(({ result }) => result === "applied" || result === "unchanged"),
    stacks: results,
  };
}

/** Terraform refuses a plan that was made with others. */
function useSameProviders(stack: SynthesizedStack, { set }: SavedPlanSet): void {
  const providers = set.stacks.find(({ name }) => name === stack.name)?.providers;
  if (providers !== undefined) writeFileSync(lockFile(stack), providers);
}

/** What is deployed is deployed, whether or not it can be told. */
async function comment(forge: Forge, deployment: Deployment): Promise<void> {
  const marker = `deployment ${deployment.environments.join(" ")}`;
  const text = renderDeployment(deployment, runAddress(process.env));
  try {
    for (const change of await forge.changesOf(deployment.commit)) {
      await forge.upsertComment(change, marker, text);
    }
  } catch (error) {
    progress(`apply: no comment is written: ${(error as Error).message}`);
  }
}

async function main(): Promise<void> {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: { comment: { type: "boolean", default: false } },
  });
  const [folder = join(".millrace", "plans"), ...more] = positionals;
  if (more.length > 0) {
    throw new Error(`arguments must name one folder, got ${positionals.join(" ")}. ${usage}`);
  }
  const saved = readPlanSet(folder, planKey(process.env));
  const forge = values.comment ? forgeFromEnvironment(process.env) : undefined;
  const deployment = await apply(saved);
  for (const { name, result, seconds, problem } of deployment.stacks) {
    process.stdout.write(`${name}: ${result}, ${seconds.toFixed(1)} s${problem ? `: ${problem}` : ""}\n`);
  }
  // The forge's own record of the deployment leads there.
  showOnRunPage(process.env, renderDeployment(deployment));
  if (!deployment.succeeded) process.exitCode = 1;
  if (forge) await comment(forge, deployment);
  writeFileSync(join(folder, "deployment.json"), `${JSON.stringify(deployment, null, 2)}\n`);
}

runCommand("apply", usage, main);
