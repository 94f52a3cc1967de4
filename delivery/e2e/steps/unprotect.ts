import { holdsData } from "../../../stacks/data-holders.ts";
import type { EnvironmentRun } from "../run.ts";

/**
 * Where data is protected, makes sure that Terraform refuses to destroy it, and
 * then takes the protection away as its message says.
 *
 * @returns what was seen, if anything
 */
export async function unprotect(run: EnvironmentRun): Promise<string> {
  const { environment, workspace, terraform, stacks, signal } = run.props;
  if (environment.protectData !== true) return "";
  const own = stacks.filter((stack) => stack.startsWith(`${environment.name}-`));
  const withData = own.filter((stack) =>
    workspace.state(stack).resources.some(({ type }) => holdsData.includes(type)),
  );
  for (const stack of withData) await terraform.expectProtection(stack);
  workspace.description.change({ protectData: false });
  await workspace.synth(signal);
  return `refused for ${withData.length} stacks until protectData is false; `;
}
