import { describeChange } from "../plan.ts";
import type { EnvironmentRun } from "../run.ts";

/** Every plan ends with exit code 0. */
export async function noDrift(run: EnvironmentRun): Promise<string> {
  const changed = [...(await run.plans())];
  if (changed.length > 0) {
    const all = changed.map(([stack, changes]) => `${stack}: ${changes.map(describeChange).join("; ")}`);
    throw new Error(`plans must be empty, got ${all.join("\n")}`);
  }
  return `${run.props.stacks.length} plans, exit code 0`;
}
