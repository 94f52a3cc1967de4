import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { planStackInto } from "../diff/plan-stack.ts";
import type { StackReport } from "../diff/report.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";
import { configurationHash } from "./configuration-hash.ts";
import type { StackPlan } from "./plan-set.ts";
import { stateVersion } from "./state-version.ts";

export interface PlannedStacks {
  readonly reports: readonly StackReport[];
  readonly plans: readonly StackPlan[];
  /** Terraform's files of those that are to be applied as they are, by stack. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Plans every stack.
 *
 * @param folder for Terraform's files, which hold secrets in clear
 * @throws Error that says what is wrong with each stack that cannot be planned, or that somebody interrupted
 */
export async function planStacks(
  stacks: readonly SynthesizedStack[],
  folder: string,
  interrupted: () => boolean,
  say: (line: string) => void,
): Promise<PlannedStacks> {
  const reports: StackReport[] = [];
  const plans: StackPlan[] = [];
  const files = new Map<string, string>();
  /** Stacks whose outputs may be others once they are applied. */
  const unsettled = new Set<string>();
  for (const stack of stacks) {
    const file = join(folder, stack.name);
    const report = await planStackInto(stack, file, (doing) => say(`${stack.name}: ${doing}`));
    if (interrupted()) throw new Error("interrupted, so no plan is saved.");
    reports.push(report);
    if (report.status === "failed") continue;
    const fromSynth = report.status === "upstream-missing";
    const waits = fromSynth || stack.dependencies.some((upstream) => unsettled.has(upstream));
    if (waits || report.outputs.length > 0) unsettled.add(stack.name);
    const changes = report.changes.length + report.outputs.length > 0;
    const step = waits ? "replan" : changes ? "apply" : "nothing";
    if (step === "apply") files.set(stack.name, file);
    const state = await stateVersion(stack, (doing) => say(`${stack.name}: ${doing}`));
    const lock = lockFile(stack);
    plans.push({
      name: stack.name,
      configuration: configurationHash(stack.folder),
      ...(state === undefined ? {} : { state }),
      ...(existsSync(lock) ? { providers: readFileSync(lock, "utf8") } : {}),
      step,
      changes: report.changes.map(({ address, action }) => ({ address, action })),
      fromSynth,
    });
  }
  const failed = reports.filter(({ status }) => status === "failed");
  if (failed.length > 0) {
    throw new Error(
      `every stack must have a plan, got none of:\n${failed.map(({ name, problem }) => `${name}: ${problem}`).join("\n")}`,
    );
  }
  return { reports, plans, files };
}

/** Where Terraform keeps its list of providers. */
export function lockFile({ folder }: SynthesizedStack): string {
  return join(folder, ".terraform.lock.hcl");
}
