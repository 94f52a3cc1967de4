import { interruption } from "../command/interruption.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";
import { planStack } from "./plan-stack.ts";
import type { StackReport } from "./report.ts";

/**
 * Plans one after the other. An interruption ends it when the stack at hand is done.
 *
 * @param say is told what is being done
 */
export async function planStacks(
  stacks: readonly SynthesizedStack[],
  say: (text: string) => void,
): Promise<readonly StackReport[]> {
  const interrupted = interruption();
  const reports: StackReport[] = [];
  for (const stack of stacks) {
    reports.push(await planStack(stack, (step) => say(`${stack.name}: ${step}`)));
    if (interrupted()) throw new Error("interrupted, so there is no report.");
  }
  return reports;
}
