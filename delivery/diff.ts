// `npm run diff -- <environment>…`: what a deploy would change, stack by stack in the order of a deploy. Ends with 0
// when that is nothing, 2 when it is something, 1 when it could not find out.
import { environments } from "../environments/all.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { renderMarkdown } from "./diff/markdown.ts";
import { planStacks } from "./diff/plan-stacks.ts";
import { type DiffReport, exitCodeOf } from "./diff/report.ts";
import { renderTerminal } from "./diff/terminal.ts";
import { knownEnvironment } from "./known-environment.ts";
import { writeStacks } from "./local/synthesis.ts";
import { stacksOf } from "./synthesized-stacks.ts";

const usage =
  "Usage: npm run diff -- <environment>… [--format terminal|markdown|json] [--whole-report <where a cut report is whole>]";

const formats: Readonly<Record<string, (report: DiffReport, wholeReport: string | undefined) => string>> = {
  terminal: renderTerminal,
  markdown: (report, wholeReport) => renderMarkdown(report, wholeReport === undefined ? {} : { wholeReport }),
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
};

/** Who reads the report later still sees now that something happens. */
function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function diff(names: readonly string[]): Promise<DiffReport> {
  if (names.length === 0) throw new Error(`arguments must name an environment, got none. ${usage}`);
  const chosen = names.map((name) => knownEnvironment(name, environments, usage));
  progress("synth");
  await writeStacks();
  return { stacks: await planStacks(stacksOf(chosen, "cdktf.out"), progress) };
}

async function main(): Promise<void> {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: { format: { type: "string", default: "terminal" }, "whole-report": { type: "string" } },
  });
  const render = formats[values.format];
  if (!render) {
    throw new Error(
      `--format must be one of ${Object.keys(formats).join(", ")}, got ${values.format}. ${usage}`,
    );
  }
  const report = await diff(positionals);
  process.stdout.write(render(report, values["whole-report"]));
  process.exitCode = exitCodeOf(report);
}

runCommand("diff", usage, main);
