import { environments } from "../../../environments/all.ts";
import { stackName } from "../../../stacks/naming.ts";
import { promotedFrom } from "../promoted-from.ts";
import type { EnvironmentRun } from "../run.ts";

/**
 * Both ways back (docs/rollback.md): the images of an environment that still runs
 * the ones before, where there is one, and a revert of the commit. What was
 * changed by hand goes with it, and the nightly look closes its issue.
 */
export async function rollBack(run: EnvironmentRun): Promise<string> {
  const { environment } = run.props;
  const pipeline = await run.pipeline();
  const described = await pipeline.repository.head();
  const promoted = await promote(run);
  await pipeline.repository.revert(described);
  if (promoted === undefined) await pipeline.repository.revert(`${described}~1`);
  const reverted = await pipeline.deploy(environment.name);
  const open = await pipeline.drift(environment.name);
  if (open !== undefined) throw new Error(`issue: must be closed, got "${open.title}" still open.`);
  pipeline.expectNothingSecret();
  return `${promoted ?? "no other environment has its images"}; reverted (${reverted}); no drift, the issue is closed`;
}

/** @returns what was said of it; undefined where no other environment has images to promote */
async function promote(run: EnvironmentRun): Promise<string | undefined> {
  const { environment, workspace, terraform, signal } = run.props;
  const from = promotedFrom(environment, environments);
  if (from === undefined) return undefined;
  const pipeline = await run.pipeline();
  await pipeline.run("images", ["promote", from.name, environment.name]);
  await pipeline.repository.commit(`images: ${environment.name} as ${from.name} again`);
  await workspace.synth(signal);
  await terraform.deployAlone(stackName(environment, "apps"));
  return `images of ${from.name} promoted and deployed`;
}
