import type { Cloud, CloudResource } from "./cloud.ts";
import type { EnvironmentRun } from "./run.ts";

export interface Orphan {
  readonly cloud: Cloud;
  readonly resource: CloudResource;
}

/** What the environment asked its clouds for and is in no state. */
export function orphansOf({ props: { clouds, workspace, stacks } }: EnvironmentRun): readonly Orphan[] {
  const known = new Set(
    stacks.flatMap((stack) =>
      workspace.state(stack).resources.map(({ attributes }) => String(attributes.id)),
    ),
  );
  return clouds.flatMap((cloud) =>
    cloud
      .resources()
      .filter(({ id, ours, phase }) => ours && phase !== "kept" && !known.has(id))
      .map((resource) => ({ cloud, resource })),
  );
}
