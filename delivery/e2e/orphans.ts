import type { ResourceSummary } from "../../sandbox/oci/control/resources.ts";
import type { EnvironmentRun } from "./run.ts";

/** On everything that carries tags (stacks/naming.ts). */
const deploymentTag = "millrace-deployment";

/** What carries the environment's deployment id and is in no state. */
export function orphansOf({
  props: { sandbox, workspace, stacks },
}: EnvironmentRun): readonly ResourceSummary[] {
  const known = new Set(
    stacks.flatMap((stack) =>
      workspace.state(stack).resources.map(({ attributes }) => String(attributes.id)),
    ),
  );
  return sandbox.resources().filter(({ id, state, freeformTags }) => {
    return deploymentTag in freeformTags && !known.has(id) && !isKeptByOracle(state);
  });
}

/** Deleted, but for the days in which Oracle would give it back. */
export function isKeptByOracle(state: string): boolean {
  return state === "PENDING_DELETION" || state === "SCHEDULING_DELETION";
}
