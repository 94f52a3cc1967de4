import type { Cloud } from "../cloud.ts";
import type { ClusterScope } from "../cluster-scope.ts";
import type { EnvironmentRun } from "../run.ts";
import { count } from "../terraform.ts";

/** `cdktf destroy` of all stacks leaves what clouds and Helm keep by themselves, and nothing else. */
export async function destroy(run: EnvironmentRun): Promise<string> {
  const { stacks, terraform, workspace, clouds, scope } = run.props;
  await run.stopPrograms();
  await terraform.destroy(stacks);
  const believed = stacks.flatMap((stack) => workspace.state(stack).resources.map(({ address }) => address));
  if (believed.length > 0) throw new Error(`states must be empty, got ${believed.join(", ")}.`);
  const kept = [...clouds.flatMap(nothingLeft), ...(await nothingLeftInCluster(scope))];
  return kept.length === 0 ? "nothing left" : `nothing left but what ${kept.join(" and ")}`;
}

/** @returns what the cloud keeps by itself, if anything */
function nothingLeft({ name, resources, unknownCalls }: Cloud): readonly string[] {
  const left = resources();
  const orphans = left.filter(({ phase }) => phase !== "kept");
  if (orphans.length > 0) {
    const list = orphans.map(({ type, name, state }) => `${type} ${name} (${state})`);
    throw new Error(`nothing must be left, got ${list.join(", ")}.`);
  }
  if (unknownCalls.length > 0) {
    const list = unknownCalls.map(({ method, path }) => `${method} ${path}`);
    throw new Error(`the stand-in must know every call, got ${[...new Set(list)].join(", ")}.`);
  }
  const kept = [...new Set(left.map(({ type }) => type))].sort().join(", ");
  return kept === "" ? [] : [`${name} keeps for a while (${kept})`];
}

async function nothingLeftInCluster(scope: ClusterScope | undefined): Promise<readonly string[]> {
  const left = (await scope?.added()) ?? [];
  const orphans = left.filter(({ kept }) => !kept).map(({ path }) => path);
  if (orphans.length > 0) throw new Error(`nothing must be left, got ${orphans.join(", ")}.`);
  return left.length === 0 ? [] : [`Helm is told to keep (${count(left.length, "definition")})`];
}
