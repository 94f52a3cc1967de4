// `npm run check:pipelines`: holds the workflows of GitHub and the pipeline of GitLab to our own rules, the ones to
// actionlint and zizmor, the other to GitLab's schema, which check-jsonschema has with it. What is missing is named and
// skipped; `npm run tools -- actionlint zizmor check-jsonschema` brings it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { counts, report, skip } from "./chart/counted.ts";
import { runProgram } from "./chart/run-program.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { brokenGitLabRules } from "./pipelines/gitlab-rules.ts";
import { brokenWorkflowRules } from "./pipelines/workflow-rules.ts";

const usage = "Usage: npm run check:pipelines";
const workflows = join(".github", "workflows");
const gitlab = ".gitlab-ci.yml";

async function checkWorkflows(scripts: ReadonlySet<string>): Promise<void> {
  const files = readdirSync(workflows).map((name) => join(workflows, name));
  for (const file of files) {
    report(`${file}: our rules`, brokenWorkflowRules(readFileSync(file, "utf8"), scripts));
  }
  const what = `${files.length} workflows`;
  await checkWith("actionlint", ["-oneline", "-shellcheck=", "-pyflakes=", ...files], what);
  // Knows what of it somebody could abuse.
  await checkWith("zizmor", ["--offline", "--quiet", ...files], what);
}

async function checkGitLab(scripts: ReadonlySet<string>): Promise<void> {
  report(`${gitlab}: our rules`, brokenGitLabRules(readFileSync(gitlab, "utf8"), scripts));
  await checkWith("check-jsonschema", ["--builtin-schema", "vendor.gitlab-ci", gitlab], gitlab);
}

async function checkWith(program: string, args: readonly string[], what: string): Promise<void> {
  const found = await runProgram(program, args);
  if (found === undefined) skip(`${what}: ${program}`, `no ${program} on PATH`);
  else report(`${what}: ${program}`, found.code === 0 ? [] : [found.output + found.errors]);
}

async function main(): Promise<void> {
  commandArguments(usage, { options: {} });
  const scripts = new Set(Object.keys(JSON.parse(readFileSync("package.json", "utf8")).scripts));
  await checkWorkflows(scripts);
  await checkGitLab(scripts);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

runCommand("check:pipelines", usage, main);
