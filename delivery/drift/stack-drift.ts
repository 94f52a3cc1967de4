import { planStack } from "../diff/plan-stack.ts";
import type { StackReport } from "../diff/report.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";
import { terraform } from "../terraform.ts";

export interface StackDrift {
  /**
   * `drift`: it is not what the environment says. `unknown`: nobody could tell,
   * as when a cloud does not answer.
   */
  readonly verdict: "clean" | "drift" | "not deployed" | "unknown";
  readonly report: StackReport;
}

/** Plans a stack and says what that means where nobody has changed the environment. */
export async function stackDrift(stack: SynthesizedStack, say: (step: string) => void): Promise<StackDrift> {
  const report = await planStack(stack, say);
  const isNew = report.changes.every(({ action }) => action === "create");
  const deployed = !isNew || (await hasResources(stack));
  return { verdict: verdictOf(report, deployed), report };
}

/** @param deployed whether anything of the stack is there */
export function verdictOf(
  { status, changes, outputs }: StackReport,
  deployed: boolean,
): StackDrift["verdict"] {
  // A refusal to destroy what holds data is an answer; anything else that fails tells nothing of the stack.
  if (status === "failed") return changes.some(({ destroysData }) => destroysData) ? "drift" : "unknown";
  if (!deployed) return "not deployed";
  return status === "upstream-missing" || changes.length + outputs.length > 0 ? "drift" : "clean";
}

async function hasResources({ folder }: SynthesizedStack): Promise<boolean> {
  // Ends with 1 where there has never been a state.
  return (await terraform(folder, ["state", "list"])).stdout.trim() !== "";
}
