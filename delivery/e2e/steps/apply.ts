import type { EnvironmentRun } from "../run.ts";
import { count } from "../terraform.ts";

/** `cdktf deploy` of all stacks, then the programs on what Terraform made. */
export async function apply(run: EnvironmentRun): Promise<string> {
  const { stacks, terraform, workspace, clouds } = run.props;
  await terraform.deploy(stacks);
  for (const cloud of clouds) cloud.grow();
  const resources = stacks.flatMap((stack) => workspace.state(stack).resources).length;
  return `${count(stacks.length, "stack")}, ${count(resources, "resource")}; ${await run.recordsFlow()}`;
}
