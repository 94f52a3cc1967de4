import { isKeptByOracle } from "../orphans.ts";
import type { EnvironmentRun } from "../run.ts";

/** `cdktf destroy` of all stacks leaves what Oracle itself keeps, and nothing else. */
export async function destroy(run: EnvironmentRun): Promise<string> {
  const { stacks, terraform, workspace, sandbox } = run.props;
  await run.stopPrograms();
  await terraform.destroy(stacks);
  const believed = stacks.flatMap((stack) => workspace.state(stack).resources.map(({ address }) => address));
  if (believed.length > 0) throw new Error(`states must be empty, got ${believed.join(", ")}.`);
  const left = sandbox.resources();
  const orphans = left.filter(({ state }) => !isKeptByOracle(state));
  if (orphans.length > 0) {
    const list = orphans.map(({ type, name, state }) => `${type} ${name} (${state})`);
    throw new Error(`nothing must be left, got ${list.join(", ")}.`);
  }
  const { unknownCalls } = sandbox;
  if (unknownCalls.length > 0) {
    const list = unknownCalls.map(({ method, path }) => `${method} ${path}`);
    throw new Error(`the sandbox must know every call, got ${[...new Set(list)].join(", ")}.`);
  }
  const kept = [...new Set(left.map(({ type }) => type))].sort().join(", ");
  return kept === "" ? "nothing left" : `nothing left but what Oracle keeps for a while (${kept})`;
}
