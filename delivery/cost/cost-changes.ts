import type { PlanJson, PlannedResource } from "../diff/plan-report.ts";
import { at } from "../diff/planned-change.ts";
import type { CostChange } from "../diff/report.ts";
import type { SynthesizedJson } from "../diff/synth-report.ts";
import { autoscalerLimits } from "./autoscaler-limits.ts";
import { billedFor } from "./billed.ts";
import { dollarsOf } from "./dollars.ts";
import type { Quantity, Range } from "./quantity.ts";

const nothing: Range = { least: 0, most: 0 };

/**
 * What a plan changes in a month's bill.
 *
 * @param synthesized of the same stack: knows what the plan learns only when it is applied
 */
export function costsOfPlan(plan: PlanJson, synthesized: SynthesizedJson): readonly CostChange[] {
  const resources = (plan.resource_changes ?? []).filter(
    ({ mode, deposed }) => mode === "managed" && deposed === undefined,
  );
  const storageClass = storageClassOf(synthesized);
  const before = limitsOf(resources.map(({ type, change }) => [type, change.before] as const));
  const after = limitsOf(described(synthesized).map(({ type, block }) => [type, block] as const));
  return resources.flatMap((resource) => {
    const { address, type, change } = resource;
    const now = nextOf(resource, synthesized);
    return changesBetween(
      address,
      () =>
        billedFor(type, change.before, { storageClass, limits: before.get(String(at(change.before, "id"))) }),
      () => billedFor(type, now, { storageClass, limits: after.get(reference(address)) }),
    );
  });
}

/**
 * What synth alone can tell.
 *
 * @param existing what the stack has made so far: values by address
 */
export function costsOfSynth(
  synthesized: SynthesizedJson,
  existing: ReadonlyMap<string, unknown>,
): readonly CostChange[] {
  const storageClass = storageClassOf(synthesized);
  const blocks = new Map(described(synthesized).map(({ address, block }) => [address, block as unknown]));
  const typeOf = (address: string) => address.split(".")[0] ?? "";
  const limits = (of: ReadonlyMap<string, unknown>) =>
    limitsOf([...of].map(([address, values]) => [typeOf(address), values] as const));
  const [before, after] = [limits(existing), limits(blocks)];
  return [...new Set([...existing.keys(), ...blocks.keys()])].flatMap((address) => {
    const [old, now] = [existing.get(address), blocks.get(address)];
    return changesBetween(
      address,
      () => billedFor(typeOf(address), old, { storageClass, limits: before.get(String(at(old, "id"))) }),
      () => billedFor(typeOf(address), now, { storageClass, limits: after.get(reference(address)) }),
    );
  });
}

function nextOf({ address, type, change }: PlannedResource, synthesized: SynthesizedJson): unknown {
  // What Terraform lets go of is billed as before.
  if (change.actions.every((action) => action === "forget")) return change.before;
  if (change.after === null || change.after === undefined) return undefined;
  const known = Object.entries(change.after).filter(([, value]) => value !== null);
  const name = address.slice(type.length + 1);
  return { ...synthesized.resource?.[type]?.[name], ...Object.fromEntries(known) };
}

function limitsOf(resources: readonly (readonly [type: string, values: unknown])[]) {
  const addOns = resources.filter(([type]) => type === "oci_containerengine_addon");
  return new Map(addOns.flatMap(([, values]) => [...autoscalerLimits(values)]));
}

/** That of the cluster which the providers of the stack ask for a credential. */
function storageClassOf({ provider = {} }: SynthesizedJson): string {
  const [, cloud] = /"(doks|oke)"/.exec(JSON.stringify(provider)) ?? [];
  return cloud === undefined ? "" : { doks: "do-block-storage", oke: "oci-bv" }[cloud as "doks" | "oke"];
}

function described({ resource = {} }: SynthesizedJson) {
  return Object.entries(resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([name, block]) => ({ type, address: `${type}.${name}`, block })),
  );
}

function reference(address: string): string {
  return `\${${address}.id}`;
}

function changesBetween(
  address: string,
  billedBefore: () => readonly Quantity[],
  billedAfter: () => readonly Quantity[],
): readonly CostChange[] {
  try {
    const [before, after] = [billedBefore(), billedAfter()];
    const items = [...new Map([...before, ...after].map((one) => [one.item, one])).values()];
    return items.flatMap((one) => {
      const of = (side: readonly Quantity[]) => side.find(({ item }) => item === one.item);
      const [old, now] = [of(before), of(after)];
      return same(old, now) ? [] : [{ address, ...changeOf(one, old ?? nothing, now ?? nothing) }];
    });
  } catch (error) {
    const item = `${address}: ${(error as Error).message}`;
    return [{ address, item, unit: "not known", before: nothing, after: nothing }];
  }
}

function same(old: Range = nothing, now: Range = nothing): boolean {
  return old.least === now.least && old.most === now.most;
}

function changeOf(quantity: Quantity, old: Range, now: Range): Omit<CostChange, "address"> {
  const { item, unit } = quantity;
  const range = ({ least, most }: Range): Range => ({ least, most });
  const [before, after] = [old, now].map((side) => dollarsOf({ ...quantity, ...range(side) }));
  return {
    item,
    unit,
    before: range(old),
    after: range(now),
    ...(before && after ? { usd: { before, after } } : {}),
  };
}
