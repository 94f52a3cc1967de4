import { attributeChanges, shownChange } from "./attributes.ts";
import type { PlannedChange } from "./planned-change.ts";
import type { Action, OutputChange, ResourceChange } from "./report.ts";
import { secretsOf } from "./secrets.ts";
import { holdsData } from "./stateful.ts";

/** `terraform show -json <plan>`, as far as it is read here. */
export interface PlanJson {
  readonly resource_changes?: readonly PlannedResource[];
  readonly resource_drift?: readonly PlannedResource[];
  readonly output_changes?: Readonly<Record<string, PlannedChange>>;
}

export interface PlannedResource {
  readonly address: string;
  readonly previous_address?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly deposed?: string;
  readonly action_reason?: string;
  readonly change: PlannedChange & { readonly importing?: unknown };
}

/** What a plan would change. Reading data sources changes nothing. */
export function changesOfPlan(plan: PlanJson): {
  readonly changes: readonly ResourceChange[];
  readonly outputs: readonly OutputChange[];
} {
  const drifted = new Set(
    (plan.resource_drift ?? [])
      .filter(({ change }) => change.actions.some((action) => action !== "no-op"))
      .map(({ address }) => address),
  );
  const resources = plan.resource_changes ?? [];
  const secrets = resources.flatMap(({ change }) => secretsOf(change));
  return {
    changes: resources.flatMap((resource) => resourceChange(resource, drifted, secrets)),
    outputs: Object.entries(plan.output_changes ?? {}).flatMap(([name, change]) =>
      outputChange(name, change, secrets),
    ),
  };
}

function resourceChange(
  resource: PlannedResource,
  drifted: ReadonlySet<string>,
  secrets: readonly string[],
): ResourceChange[] {
  const { address, previous_address: from, mode, type, deposed, action_reason: reason, change } = resource;
  const action = mode === "managed" ? actionOf(resource) : undefined;
  if (!action) return [];
  return [
    {
      // An object that a cut off replacement left behind.
      address: deposed === undefined ? address : `${address} (deposed ${deposed})`,
      action,
      destroysData: holdsData(type, change.before) && (action === "replace" || action === "delete"),
      changedOutside: drifted.has(address),
      ...(from === undefined ? {} : { from }),
      ...(reason === undefined ? {} : { reason: reason.replaceAll("_", " ") }),
      attributes: attributeChanges(change, secrets),
    },
  ];
}

function actionOf({ change, previous_address: from }: PlannedResource): Action | undefined {
  const actions = new Set(change.actions);
  if (actions.has("create") && (actions.has("delete") || actions.has("forget"))) return "replace";
  for (const action of ["create", "update", "delete", "forget"] as const) {
    if (actions.has(action)) return action;
  }
  if (change.importing) return "import";
  return from === undefined ? undefined : "move";
}

function outputChange(name: string, change: PlannedChange, secrets: readonly string[]): OutputChange[] {
  for (const action of ["create", "update", "delete"] as const) {
    if (change.actions.includes(action)) return [{ name, action, ...shownChange(change, secrets) }];
  }
  return [];
}
