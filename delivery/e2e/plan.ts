import { holdsData, holdsImages } from "../../stacks/data-holders.ts";

/** What a plan would do to one resource. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  /** Such as `["update"]`; a replacement is `["delete", "create"]` or the other way round. */
  readonly actions: readonly string[];
  /** Names of the attributes that would differ, in order. */
  readonly attributes: readonly string[];
  /** As far as the plan knows; null when it would be deleted. */
  readonly after: Readonly<Record<string, unknown>> | null;
}

interface PlanJson {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly mode: string;
    readonly type: string;
    readonly change: {
      readonly actions: readonly string[];
      readonly before: Readonly<Record<string, unknown>> | null;
      readonly after: Readonly<Record<string, unknown>> | null;
      readonly after_unknown?: Readonly<Record<string, unknown>>;
    };
  }[];
}

/** Reads `terraform show -json <plan>`. */
export function changesOf(planJson: string): readonly ResourceChange[] {
  const { resource_changes: all = [] } = JSON.parse(planJson) as PlanJson;
  return all
    .filter(({ mode, change }) => mode === "managed" && !change.actions.every(isQuiet))
    .map(({ address, type, change: { actions, before, after, after_unknown: unknown = {} } }) => ({
      address,
      type,
      actions,
      after,
      attributes: [...new Set(Object.keys({ ...before, ...after, ...unknown }))]
        .filter(
          (name) => isSet(unknown[name]) || JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
        )
        .sort(),
    }));
}

/** Such as `update oci_kms_key.master (display_name)`. */
export function describeChange({ address, actions, attributes }: ResourceChange): string {
  const verb = actions.length === 2 ? "replace" : actions.join(", ");
  return `${verb} ${address}${verb === "update" ? ` (${attributes.join(", ")})` : ""}`;
}

/** A network takes everything in it along. */
const networks = ["oci_core_vcn", "digitalocean_vpc"];

/** What the plan would delete or replace although it holds data. */
export function dataLost(changes: readonly ResourceChange[]): readonly ResourceChange[] {
  const types = [...holdsData, ...holdsImages, ...networks];
  return changes.filter(({ type, actions }) => types.includes(type) && actions.includes("delete"));
}

function isQuiet(action: string): boolean {
  return action === "no-op" || action === "read";
}

/** Whether any part of the value is known only after the apply. */
function isSet(unknown: unknown): boolean {
  if (typeof unknown !== "object" || unknown === null) return unknown === true;
  return Object.values(unknown).some(isSet);
}
