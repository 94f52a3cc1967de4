import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { costsOfPlan, costsOfSynth } from "../cost/cost-changes.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";
import { type Diagnostic, terraform, terraformWithInit } from "../terraform.ts";
import { changesOfPlan, type PlanJson } from "./plan-report.ts";
import { problemOf } from "./problems.ts";
import type { StackReport } from "./report.ts";
import { changesOfSynth, type SynthesizedJson } from "./synth-report.ts";

/**
 * Compares one stack with what there is. Whatever is wrong with it is in the
 * report, so that others go on.
 *
 * @param say is told what is being done
 * @throws Error only when Terraform is not there
 */
export async function planStack(stack: SynthesizedStack, say: (step: string) => void): Promise<StackReport> {
  // A plan holds every value in clear, so it is never left in cdktf.out.
  const temporary = mkdtempSync(join(tmpdir(), "millrace-diff-"));
  try {
    return await planStackInto(stack, join(temporary, "plan"), say);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * The same, and leaves the plan in a file, unless Terraform made none. Who calls
 * this sees to it that nobody else can read the file.
 */
export async function planStackInto(
  stack: SynthesizedStack,
  file: string,
  say: (step: string) => void,
): Promise<StackReport> {
  const { name, folder } = stack;
  const run = await terraformWithInit(
    folder,
    ["plan", "-input=false", "-json", "-detailed-exitcode", `-out=${file}`],
    say,
  );
  if (run.status === 0 || run.status === 2) {
    return { ...nothing(name, run.diagnostics), ...(await changesIn(folder, file)) };
  }
  const missing = missingUpstream(stack, run.diagnostics);
  if (missing.length === 0) {
    const problem = problemOf(run.diagnostics, run.stderr, folder);
    // Terraform keeps what it found before it failed, such as what would destroy protected data.
    const changes = existsSync(file) ? await changesIn(folder, file) : {};
    return { ...nothing(name, run.diagnostics), ...changes, status: "failed", problem };
  }
  const [synthesized, there] = [synthesizedIn(folder), await existing(folder)];
  const costs = costsOfSynth(synthesized, there);
  const changes = changesOfSynth(synthesized, there);
  return {
    ...nothing(name, []),
    status: "upstream-missing",
    missing,
    changes,
    ...(costs.length > 0 && { costs }),
  };
}

function synthesizedIn(folder: string): SynthesizedJson {
  return JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as SynthesizedJson;
}

async function changesIn(folder: string, file: string) {
  const { status, stdout } = await terraform(folder, ["show", "-json", file]);
  if (status !== 0) {
    throw new Error(
      `${file}: must be the plan that Terraform just saved, got one that it cannot read. Make room on that disk.`,
    );
  }
  const planned = JSON.parse(stdout) as PlanJson;
  const costs = costsOfPlan(planned, synthesizedIn(folder));
  return { ...changesOfPlan(planned), ...(costs.length > 0 && { costs }) };
}

function nothing(name: string, diagnostics: readonly Diagnostic[]): StackReport {
  const warnings = diagnostics
    .filter(({ severity }) => severity === "warning")
    .map(({ summary, detail }) =>
      summary === "Check block assertion failed" && detail ? detail : `${summary}. ${detail ?? ""}`,
    );
  return { name, status: "planned", missing: [], warnings: [...new Set(warnings)], changes: [], outputs: [] };
}

/** The upstream stacks that have no state, or lack the output that is asked for. */
function missingUpstream(
  { dependencies }: SynthesizedStack,
  diagnostics: readonly Diagnostic[],
): readonly string[] {
  const texts = diagnostics
    .filter(({ summary }) => /^(Unable to find remote state|Unsupported attribute)$/.test(summary))
    .map(({ address = "", snippet }) => `${address} ${snippet?.code ?? ""}`);
  // The names that cdktf gives to what it reads from another stack's state.
  const named = (text: string, stack: string) =>
    new RegExp(`terraform_remote_state\\.cross-stack-reference-input-${stack}(?![\\w-])`).test(text);
  return dependencies.filter((stack) => texts.some((text) => named(text, stack)));
}

/** Of `terraform show -json`. */
interface ExistingResource {
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly values?: unknown;
}

/** What the stack has made so far: values by address, without the keys of several of a kind. */
async function existing(folder: string): Promise<ReadonlyMap<string, unknown>> {
  const { stdout } = await terraform(folder, ["show", "-json"]);
  const { values } = JSON.parse(stdout || "{}") as {
    values?: { root_module?: { resources?: readonly ExistingResource[] } };
  };
  const resources = values?.root_module?.resources ?? [];
  return new Map(
    resources
      .filter(({ mode }) => mode === "managed")
      .map((resource) => [`${resource.type}.${resource.name}`, resource.values]),
  );
}
