import { stackName } from "../../../stacks/naming.ts";
import { dataLost, describeChange, type ResourceChange } from "../plan.ts";
import type { EnvironmentRun } from "../run.ts";
import { type Update, updatesOf } from "../updates.ts";
import { noDrift } from "./no-drift.ts";

/** An update of each kind that operators make; nothing that holds data is replaced, and records flow all the while. */
export async function update(run: EnvironmentRun): Promise<string> {
  const { environment, stacks, terraform } = run.props;
  const updates = updatesOf(environment).filter(({ layer }) =>
    stacks.includes(stackName(environment, layer)),
  );
  for (const one of updates) await make(run, one);
  // Alarms follow the streams and pools that they watch, pipelines the images that they deploy.
  for (const layer of ["observability", "devops"] as const) {
    const stack = stackName(environment, layer);
    if (!stacks.includes(stack)) continue;
    keepsData(`${layer} that follows`, await terraform.plan(stack));
    await terraform.applyPlan(stack);
  }
  await noDrift(run);
  const kinds = updates.map(({ kind }) => kind).join(", ");
  if (!run.props.withApps) return `${kinds}; programs not run: no API server`;
  const before = await run.recordsStillFlow();
  const after = await run.recordsFlow();
  return `${kinds}; ${before} meanwhile, ${after} after a restart`;
}

async function make(run: EnvironmentRun, one: Update): Promise<void> {
  const { workspace, terraform, environment, signal } = run.props;
  const { kind, layer, patch, images, variables, touches } = one;
  if (patch !== undefined) workspace.description.change(patch);
  if (images !== undefined) workspace.description.useImages(images);
  if (variables === undefined) await workspace.synth(signal);
  for (const [name, value] of Object.entries(variables ?? {})) terraform.setVariable(name, value);
  const stack = stackName(environment, layer);
  const changes = await terraform.plan(stack);
  const lines = changes.map(describeChange).join("; ");
  keepsData(kind, changes);
  for (const wanted of touches) {
    if (!changes.some((change) => wanted.test(describeChange(change)))) {
      throw new Error(`${kind}: plan must have ${wanted.source}, got ${lines || "an empty plan"}.`);
    }
  }
  await terraform.applyPlan(stack);
}

function keepsData(kind: string, changes: readonly ResourceChange[]): void {
  const lost = dataLost(changes);
  if (lost.length > 0) {
    throw new Error(`${kind}: must keep all data, got ${lost.map(describeChange).join("; ")}.`);
  }
}
