import { setTimeout as sleep } from "node:timers/promises";
import { orphansOf } from "../orphans.ts";
import type { ResourceChange } from "../plan.ts";
import type { EnvironmentRun } from "../run.ts";
import { count } from "../terraform.ts";
import { noDrift } from "./no-drift.ts";
import { unprotect } from "./unprotect.ts";

/**
 * `kill -9` while the cluster is deleted, and again while one is created; each
 * time the next run ends where it should. What the killed apply had made and
 * could not write down any more is taken over with `terraform import` first, as
 * an operator does (docs/disaster.md), because Oracle would make a second one.
 */
export async function kill(run: EnvironmentRun): Promise<string> {
  const { environment, stacks, terraform, workspace } = run.props;
  await run.stopPrograms();
  const refused = await unprotect(run);
  const cluster = `${environment.name}-cluster`;
  // What depends on the cluster goes first, as cdktf has it.
  await terraform.destroy(workspace.dependents(cluster));
  await killWhen(run, cluster, "destroy", "DELETING");
  await terraform.destroy(stacks);
  const left = stacks.filter((stack) => workspace.state(stack).resources.length > 0);
  if (left.length > 0) throw new Error(`destroy after a kill must leave no state, got ${left.join(", ")}.`);

  const before = workspace.dependencies(cluster);
  if (before.length > 0) await terraform.deploy(before);
  await killWhen(run, cluster, "apply", "CREATING");
  const adopted = await adopt(run, cluster);
  await terraform.deploy(stacks);
  await noDrift(run);
  const orphans = orphansOf(run);
  if (orphans.length > 0) {
    throw new Error(
      `apply after a kill must leave no orphan, got ${orphans.map(({ id }) => id).join(", ")}.`,
    );
  }
  return `${refused}destroy and apply killed, both converged; ${count(adopted, "half-made resource")} taken over`;
}

/** Starts Terraform and kills it as soon as a cluster is in the given state. */
async function killWhen(
  { props: { terraform, sandbox, signal } }: EnvironmentRun,
  stack: string,
  verb: "apply" | "destroy",
  state: string,
): Promise<void> {
  const command = terraform.start(stack, verb);
  const reached = () =>
    sandbox.resources().some(({ type, state: now }) => type === "Cluster" && now === state);
  let over = false;
  const ended = command.ended.then(() => {
    over = true;
  });
  while (!reached() && !over) await sleep(5, undefined, { signal });
  if (over)
    throw new Error(`${stack}: ${verb} must be killed while its cluster is ${state}, got its end first.`);
  command.kill();
  await ended;
  // What Oracle was asked for goes on without Terraform.
  while (sandbox.resources().some(({ state: now }) => /ING$/.test(now) && !/^PENDING/.test(now))) {
    await sleep(20, undefined, { signal });
  }
}

/** Takes over what carries the environment's tag, is in no state, and is what the plan would create. */
async function adopt(run: EnvironmentRun, stack: string): Promise<number> {
  const orphans = orphansOf(run);
  if (orphans.length === 0) return 0;
  const planned = await run.props.terraform.plan(stack);
  for (const { id, type, name } of orphans) {
    const change = planned.find((one) => isFor(one, type, name));
    if (!change) throw new Error(`${type} ${name}: must be in the plan of ${stack}, got no such change.`);
    await run.props.terraform.adopt(stack, change.address, importIdOf(change, id));
  }
  return orphans.length;
}

/** Of what is only found within something else, the plugin wants both ids. */
function importIdOf({ type, after }: ResourceChange, id: string): string {
  return type === "oci_logging_log" ? `logGroupId/${after?.log_group_id}/logId/${id}` : id;
}

/** Such as `NodePool` `oke-dev-workers` for `oci_containerengine_node_pool` with that name. */
function isFor({ type, actions, after }: ResourceChange, sandboxType: string, name: string): boolean {
  return (
    actions.includes("create") &&
    type.replaceAll("_", "").endsWith(sandboxType.toLowerCase()) &&
    [after?.name, after?.display_name].includes(name)
  );
}
