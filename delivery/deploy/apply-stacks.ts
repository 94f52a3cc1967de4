import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planStackInto } from "../diff/plan-stack.ts";
import { problemOf } from "../diff/problems.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";
import { terraformWithInit } from "../terraform.ts";
import { deviations } from "./approved.ts";
import type { StackResult } from "./deployment.ts";
import type { SavedPlanSet, StackPlan } from "./plan-set.ts";

export interface ApplyProps {
  readonly saved: SavedPlanSet;
  /** As synth has them now, in the order of the plans. */
  readonly stacks: readonly SynthesizedStack[];
  /** No further stack is begun after it. */
  readonly interrupted: () => boolean;
  readonly say: (line: string) => void;
}

/** Applies what was planned, stack by stack, and stops at the first that is refused or fails. */
export async function applyStacks({ saved, stacks, interrupted, say }: ApplyProps): Promise<StackResult[]> {
  const results: StackResult[] = [];
  let stopped = false;
  for (const planned of saved.set.stacks) {
    const stack = stacks.find(({ name }) => name === planned.name);
    stopped ||= interrupted() || stack === undefined;
    if (stopped || stack === undefined) {
      results.push({ ...plain(planned), result: "not reached", seconds: 0 });
      continue;
    }
    const start = performance.now();
    // A plan holds every value in clear, so it is never left in cdktf.out.
    const temporary = mkdtempSync(join(tmpdir(), "millrace-apply-"));
    try {
      const run = { planned, stack, file: join(temporary, "plan"), say };
      const ended = await applyStack(run, saved);
      const result = ended.result === "failed" && interrupted() ? cutOff : ended;
      results.push({ ...plain(planned), ...result, seconds: (performance.now() - start) / 1000 });
      stopped = result.result === "refused" || result.result === "failed";
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  }
  return results;
}

function plain({ name, changes }: StackPlan) {
  return { name, changes: changes.length };
}

interface StackRun {
  readonly planned: StackPlan;
  readonly stack: SynthesizedStack;
  /** Where its plan is while it is applied. */
  readonly file: string;
  readonly say: (line: string) => void;
}

type Outcome = Pick<StackResult, "result" | "problem">;

/** Whatever Terraform, or a plugin that ended before it, says then. */
const cutOff: Outcome = {
  result: "failed",
  problem: "interrupted on the way. What is done is in the state; plan again for what is left.",
};

async function applyStack(run: StackRun, saved: SavedPlanSet): Promise<Outcome> {
  const { planned, stack, file } = run;
  if (planned.step === "nothing") return { result: "unchanged" };
  if (planned.step === "replan") return planAgain(run);
  writeFileSync(file, saved.plan(stack.name), { mode: 0o600 });
  return apply(run);
}

/** Only now are the values known that it takes from the stacks before it. */
async function planAgain(run: StackRun): Promise<Outcome> {
  const { planned, stack, file, say } = run;
  const again = await planStackInto(stack, file, (step) => say(`${stack.name}: ${step} again`));
  if (again.status !== "planned") {
    return { result: "failed", problem: again.problem ?? `${again.missing.join(", ")} must be deployed.` };
  }
  const others = deviations(planned, again);
  if (others.length > 0) {
    const problem = `the second plan must do what was approved, got ${others.join("; ")}. Plan again, and have it approved.`;
    return { result: "refused", problem };
  }
  if (again.changes.length + again.outputs.length === 0) return { result: "unchanged" };
  return apply(run);
}

async function apply({ stack, file, say }: StackRun): Promise<Outcome> {
  const run = await terraformWithInit(stack.folder, ["apply", "-input=false", "-json", file], (step) =>
    say(`${stack.name}: ${step}`),
  );
  if (run.status === 0) return { result: "applied" };
  return { result: "failed", problem: problemOf(run.diagnostics, run.stderr, stack.folder) };
}
