import { stackName } from "../../../stacks/naming.ts";
import type { EnvironmentRun } from "../run.ts";
import { tamper } from "./repair.ts";

/** Something is changed by hand: the nightly look opens one issue that names the stack. */
export async function drift(run: EnvironmentRun): Promise<string> {
  const { environment } = run.props;
  const pipeline = await run.pipeline();
  const stack = stackName(environment, "apps");
  const byHand = await tamper(run, stack);
  const open = await pipeline.drift(environment.name);
  if (open?.title !== `Drift: ${stack}`) {
    throw new Error(`issue: must be Drift: ${stack}, got ${open?.title ?? "none"}.`);
  }
  pipeline.expectNothingSecret();
  return `${byHand}: one issue, "${open.title}"`;
}
