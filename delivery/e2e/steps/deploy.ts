import type { EnvironmentRun } from "../run.ts";

/** The pull request is merged, planned, and applied as planned; a comment below it says with what result. */
export async function deploy(run: EnvironmentRun): Promise<string> {
  const { name } = run.props.environment;
  const pipeline = await run.pipeline();
  await pipeline.merge("change");
  const applied = await pipeline.deploy(name);
  const comment = pipeline.comment(`deployment ${name}`);
  const [, title] = /^\*\*(Deployed to \S+\*\* after [\d.]+ s)/m.exec(comment) ?? [];
  if (title === undefined) throw new Error(`comment: must say that ${name} is deployed, got:\n${comment}`);
  pipeline.expectNothingSecret();
  return `applied as planned (${applied}); "${title.replace("**", "")}" below the pull request`;
}
