import type { SynthesizedStack } from "../synthesized-stacks.ts";
import { planStack } from "./plan-stack.ts";
import type { StackReport } from "./report.ts";

/**
 * Plans one after the other. A signal ends it when the stack at hand is done:
 * Terraform is told by the terminal as well, and waiting for it lets the plan,
 * which holds secrets, be removed.
 *
 * @param say is told what is being done
 */
export async function planStacks(
  stacks: readonly SynthesizedStack[],
  say: (text: string) => void,
): Promise<readonly StackReport[]> {
  let interrupted = false;
  const interrupt = () => {
    interrupted = true;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, interrupt);
  const reports: StackReport[] = [];
  for (const stack of stacks) {
    if (interrupted) throw new Error("interrupted, so there is no report.");
    reports.push(await planStack(stack, (step) => say(`${stack.name}: ${step}`)));
  }
  return reports;
}
