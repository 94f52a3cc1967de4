// `npm run plan -- <environment>…`: plans every stack and keeps the plans, encrypted, with what they were made from, so
// that `npm run apply` can do exactly what was approved. Prints what would change, as `npm run diff` does.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environments } from "../environments/all.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { interruption } from "./command/interruption.ts";
import { runCommand } from "./command/run-command.ts";
import { cleanCommit } from "./deploy/commit.ts";
import { savePlanSet } from "./deploy/plan-set.ts";
import { planStacks } from "./deploy/plan-stacks.ts";
import { planKey } from "./deploy/sealed.ts";
import { renderMarkdown } from "./diff/markdown.ts";
import { renderTerminal } from "./diff/terminal.ts";
import { knownEnvironment } from "./known-environment.ts";
import { writeStacks } from "./local/synthesis.ts";
import { stacksOf } from "./synthesized-stacks.ts";

const usage = "Usage: npm run plan -- <environment>… [--out <folder>]";

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function main(): Promise<void> {
  const { positionals: names, values } = commandArguments(usage, {
    allowPositionals: true,
    options: { out: { type: "string", default: join(".millrace", "plans") } },
  });
  if (names.length === 0) throw new Error(`arguments must name an environment, got none. ${usage}`);
  const chosen = names.map((name) => knownEnvironment(name, environments, usage));
  const key = planKey(process.env);
  const commit = cleanCommit();
  progress("synth");
  await writeStacks();
  const interrupted = interruption();
  const temporary = mkdtempSync(join(tmpdir(), "millrace-plan-"));
  try {
    const { reports, plans, files } = await planStacks(
      stacksOf(chosen, "cdktf.out"),
      temporary,
      interrupted,
      progress,
    );
    const plannedAt = new Date().toISOString();
    savePlanSet(
      values.out,
      { version: 1, environments: names, commit, plannedAt, stacks: plans },
      files,
      key,
    );
    const report = { stacks: reports };
    writeFileSync(join(values.out, "report.md"), renderMarkdown(report));
    process.stdout.write(renderTerminal(report));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  const again = `npm run apply${values.out === join(".millrace", "plans") ? "" : ` -- ${values.out}`}`;
  progress(`${values.out} has the plans of ${commit.slice(0, 12)}, encrypted. To do exactly this: ${again}`);
}

runCommand("plan", usage, main);
