import { setTimeout as sleep } from "node:timers/promises";
import { stackName } from "../../../stacks/naming.ts";
import { type CloudResource, isAtRest } from "../cloud.ts";
import { orphansOf } from "../orphans.ts";
import type { EnvironmentRun } from "../run.ts";
import { CannotRunHere, count } from "../terraform.ts";
import { noDrift } from "./no-drift.ts";
import { unprotect } from "./unprotect.ts";

/**
 * `kill -9` while the cluster is deleted, and again while one is created; each
 * time the next run ends where it should. What the killed apply had made and
 * could not write down any more is taken over with `terraform import` first, as
 * an operator does (docs/disaster.md), because a cloud would make a second one.
 */
export async function kill(run: EnvironmentRun): Promise<string> {
  const { environment, stacks, terraform, workspace } = run.props;
  await run.stopPrograms();
  const refused = await unprotect(run);
  const cluster = stackName(environment, "cluster");
  if (!stacks.includes(cluster)) {
    throw new CannotRunHere(
      `${refused}the cluster is somebody else's: nothing of a cloud is made or deleted`,
    );
  }
  // What depends on the cluster goes first, as cdktf has it.
  await terraform.destroy(workspace.dependents(cluster));
  await killWhen(run, cluster, "destroy", "going");
  await terraform.destroy(stacks);
  const left = stacks.filter((stack) => workspace.state(stack).resources.length > 0);
  if (left.length > 0) throw new Error(`destroy after a kill must leave no state, got ${left.join(", ")}.`);

  // Images are pushed before there is a cluster, and DigitalOcean's gets access to the registry as it is made.
  const registries = stacks.filter((stack) => stack.startsWith("registry-"));
  const before = [...registries, ...workspace.dependencies(cluster)];
  if (before.length > 0) await terraform.deploy(before);
  await killWhen(run, cluster, "apply", "coming");
  const adopted = await adopt(run, cluster);
  await terraform.deploy(stacks);
  await noDrift(run);
  const orphans = orphansOf(run);
  if (orphans.length > 0) {
    throw new Error(
      `apply after a kill must leave no orphan, got ${orphans.map(({ resource }) => resource.id).join(", ")}.`,
    );
  }
  return `${refused}destroy and apply killed, both converged; ${count(adopted, "half-made resource")} taken over`;
}

/** Starts Terraform and kills it as soon as a cluster is in the given phase. */
async function killWhen(
  { props: { terraform, workspace, clouds, signal } }: EnvironmentRun,
  stack: string,
  verb: "apply" | "destroy",
  wanted: CloudResource["phase"],
): Promise<void> {
  const command = terraform.start(stack, verb);
  const reached = () =>
    clouds.some((cloud) =>
      cloud.resources().some(({ type, phase }) => type === cloud.clusterType && phase === wanted),
    );
  let over = false;
  const ended = command.ended.then(() => {
    over = true;
  });
  while (!reached() && !over) await sleep(5, undefined, { signal });
  if (over)
    throw new Error(`${stack}: ${verb} must be killed while its cluster is ${wanted}, got its end first.`);
  command.kill();
  await ended;
  workspace.takeBackupIfCut(stack);
  // What the cloud was asked for goes on without Terraform.
  while (!isAtRest(clouds)) await sleep(20, undefined, { signal });
}

/** Takes over what the environment asked for, is in no state, and is what the plan would create. */
async function adopt(run: EnvironmentRun, stack: string): Promise<number> {
  const orphans = orphansOf(run);
  if (orphans.length === 0) return 0;
  const planned = await run.props.terraform.plan(stack);
  for (const { cloud, resource } of orphans) {
    const change = planned.find((one) => one.actions.includes("create") && cloud.isFor(one, resource));
    if (!change) {
      throw new Error(
        `${resource.type} ${resource.name}: must be in the plan of ${stack}, got no such change.`,
      );
    }
    await run.props.terraform.adopt(stack, change.address, cloud.importId(change, resource.id));
  }
  return orphans.length;
}
