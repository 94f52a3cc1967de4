// `npm run check:pipelines`: holds the workflows of GitHub and the pipeline of GitLab to our own rules, to actionlint and
// zizmor (`npm run tools -- actionlint zizmor` brings them), and to GitLab's schema, a file that GITLAB_CI_SCHEMA names.
// What is missing is named and skipped.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
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
  await checkWith("actionlint", ["-oneline", "-shellcheck=", "-pyflakes=", ...files]);
  // Knows what of it somebody could abuse.
  await checkWith("zizmor", ["--offline", "--quiet", ...files]);
}

async function checkWith(program: string, args: readonly string[]): Promise<void> {
  const found = await runProgram(program, args);
  if (found === undefined) skip(`${program} of all workflows`, `no ${program} on PATH`);
  else report(`${program} of all workflows`, found.code === 0 ? [] : [found.output + found.errors]);
}

function checkGitLab(scripts: ReadonlySet<string>): void {
  const text = readFileSync(gitlab, "utf8");
  report(`${gitlab}: our rules`, brokenGitLabRules(text, scripts));
  const schema = process.env.GITLAB_CI_SCHEMA;
  if (!schema) {
    skip(
      `${gitlab}: GitLab's schema`,
      "no GITLAB_CI_SCHEMA; app/assets/javascripts/editor/schema/ci.json of GitLab's sources is it",
    );
    return;
  }
  // GitLab's schema has words of its own for editors.
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false });
  const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
  const valid = validate(parse(text, { merge: true }));
  const problems = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  report(`${gitlab}: GitLab's schema`, valid ? [] : problems);
}

async function main(): Promise<void> {
  commandArguments(usage, { options: {} });
  const scripts = new Set(Object.keys(JSON.parse(readFileSync("package.json", "utf8")).scripts));
  await checkWorkflows(scripts);
  checkGitLab(scripts);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

runCommand("check:pipelines", usage, main);
