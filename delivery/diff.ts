// `npm run diff -- <environment>…`: what a deploy would change, stack by stack in the order of a deploy. Ends with 0
// when that is nothing, 2 when it is something, 1 when it could not find out; with --save, for another job to tell
// (`npm run review -- --diffs`), 0 in place of 2.
import { environments } from "../environments/all.ts";
import type { Environment } from "../environments/schema.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { renderMarkdown } from "./diff/markdown.ts";
import { planStacks } from "./diff/plan-stacks.ts";
import { type DiffReport, exitCodeOf } from "./diff/report.ts";
import { saveReport } from "./diff/saved-report.ts";
import { renderTerminal } from "./diff/terminal.ts";
import { knownEnvironment } from "./known-environment.ts";
import { writeStacks } from "./local/synthesis.ts";
import { stacksOf } from "./synthesized-stacks.ts";

const usage =
  "Usage: npm run diff -- <environment>… [--format terminal|markdown|json] [--whole-report <where a cut report is whole>] [--save <folder>]";

const formats: Readonly<Record<string, (report: DiffReport, wholeReport: string | undefined) => string>> = {
  terminal: renderTerminal,
  markdown: (report, wholeReport) => renderMarkdown(report, wholeReport === undefined ? {} : { wholeReport }),
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
};

/** Who reads the report later still sees now that something happens. */
function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function diff(chosen: readonly Environment[]): Promise<DiffReport> {
  progress("synth");
  await writeStacks();
  return { stacks: await planStacks(stacksOf(chosen, "cdktf.out"), progress) };
}

/** Each environment with all that is its own; a registry that several share is with each. */
function save(folder: string, chosen: readonly Environment[], { stacks }: DiffReport): void {
  for (const environment of chosen) {
    const own = new Set(stacksOf([environment], "cdktf.out").map(({ name }) => name));
    saveReport(folder, environment.name, { stacks: stacks.filter(({ name }) => own.has(name)) });
  }
}

async function main(): Promise<void> {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: {
      format: { type: "string", default: "terminal" },
      "whole-report": { type: "string" },
      save: { type: "string" },
    },
  });
  const render = formats[values.format];
  if (!render) {
    throw new Error(
      `--format must be one of ${Object.keys(formats).join(", ")}, got ${values.format}. ${usage}`,
    );
  }
  if (positionals.length === 0) throw new Error(`arguments must name an environment, got none. ${usage}`);
  const chosen = positionals.map((name) => knownEnvironment(name, environments, usage));
  const report = await diff(chosen);
  process.stdout.write(render(report, values["whole-report"]));
  const code = exitCodeOf(report);
  if (values.save !== undefined) save(values.save, chosen, report);
  process.exitCode = values.save !== undefined && code === 2 ? 0 : code;
}

runCommand("diff", usage, main);
