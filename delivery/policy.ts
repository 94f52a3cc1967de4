// `npm run policy`: checkov over the synthesized Terraform of every environment. What may fail stands in
// policy/accepted.ts with its reason; an exception that nothing needs any more fails too.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { writeStacks } from "./local/synthesis.ts";
import { accepted } from "./policy/accepted.ts";
import { type FailedCheck, judge } from "./policy/verdict.ts";

const usage = "Usage: npm run policy";

interface Report {
  readonly summary?: { readonly passed: number; readonly parsing_errors: number };
  readonly results?: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly resource: string;
      readonly file_path: string;
    }[];
  };
}

async function main(): Promise<void> {
  commandArguments(usage, { options: {} });
  if (spawnSync("checkov", ["--version"]).error) {
    process.stdout.write("skipped: policy (checkov is not on PATH; `pip install checkov` brings it)\n");
    return;
  }
  await writeStacks();
  const folder = mkdtempSync(join(tmpdir(), "millrace-policy-"));
  try {
    copyStacks(join("cdktf.out", "stacks"), folder);
    const report = runCheckov(folder);
    const { refused, acceptedCount, stale } = judge(failedChecks(report), accepted);
    for (const { stack, check, resource, name } of refused) {
      process.stdout.write(
        `FAILED  ${stack}: ${resource} must pass ${check}, "${name}". Mend it, or accept it with a reason.\n`,
      );
    }
    for (const { check, resource } of stale) {
      process.stdout.write(
        `FAILED  policy/accepted.ts: ${check} for ${resource} is needed by nothing. Delete it.\n`,
      );
    }
    const passed = report.summary?.passed ?? 0;
    process.stdout.write(
      `${passed} checks passed, ${acceptedCount} accepted with a reason, ${refused.length} failed\n`,
    );
    if (refused.length > 0 || stale.length > 0 || passed === 0) {
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without the `terraform` block, which checkov's reader of JSON cannot take. It has no resources. */
function copyStacks(from: string, to: string): void {
  for (const stack of readdirSync(from)) {
    const { terraform, ...rest } = JSON.parse(readFileSync(join(from, stack, "cdk.tf.json"), "utf8"));
    mkdirSync(join(to, stack));
    writeFileSync(join(to, stack, "cdk.tf.json"), JSON.stringify(rest, null, 2));
  }
}

function runCheckov(folder: string): Report {
  const { stdout, stderr } = spawnSync(
    "checkov",
    ["--directory", folder, "--framework", "terraform_json", "--skip-download", "--output", "json"],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LOG_LEVEL: "ERROR" } },
  );
  const report = stdout.trim() === "" ? {} : (JSON.parse(stdout) as Report);
  if (!report.results || (report.summary?.parsing_errors ?? 1) > 0) {
    throw new Error(`checkov must read every stack, got\n${stderr || stdout}`);
  }
  return report;
}

function failedChecks({ results }: Report): FailedCheck[] {
  return (results?.failed_checks ?? []).map(({ file_path, check_id, check_name, resource }) => ({
    stack: file_path.split("/")[1] ?? file_path,
    check: check_id,
    resource,
    name: check_name,
  }));
}

runCommand("policy", usage, main);
