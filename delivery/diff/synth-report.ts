import { attributeChanges } from "./attributes.ts";
import { isContainer } from "./planned-change.ts";
import type { AttributeChange, ResourceChange } from "./report.ts";
import { secretsOf } from "./secrets.ts";
import { holdsData } from "./stateful.ts";

/** What synth wrote, as far as it is read here. */
export interface SynthesizedJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly provider?: Readonly<Record<string, unknown>>;
}

/** Terraform's own arguments of a resource. */
const meta = new Set([
  "//",
  "connection",
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "provider",
  "provisioner",
]);

/**
 * What can be said without Terraform: what is not there yet is to be created,
 * what is no longer described is to be deleted, and what happens to the rest is
 * open.
 *
 * @param existing what the stack has made so far: values by address
 */
export function changesOfSynth(
  { resource = {} }: SynthesizedJson,
  existing: ReadonlyMap<string, unknown>,
): readonly ResourceChange[] {
  const described = new Map<string, Readonly<Record<string, unknown>>>(
    Object.entries(resource).flatMap(([type, blocks]) =>
      Object.entries(blocks).map(([name, block]) => [`${type}.${name}`, block] as const),
    ),
  );
  const changes = [...described].map(([address, block]) =>
    existing.has(address)
      ? changeOf(address, "undetermined", [])
      : changeOf(address, "create", attributesOf(block)),
  );
  const gone = [...existing].filter(([address]) => !described.has(address));
  return [...changes, ...gone.map(([address, values]) => changeOf(address, "delete", [], values))];
}

function changeOf(
  address: string,
  action: "create" | "delete" | "undetermined",
  attributes: readonly AttributeChange[],
  values?: unknown,
): ResourceChange {
  const destroysData = action === "delete" && holdsData(address.split(".")[0] ?? "", values);
  return { address, action, destroysData, changedOutside: false, attributes };
}

function attributesOf(block: Readonly<Record<string, unknown>>): readonly AttributeChange[] {
  const after = Object.fromEntries(Object.entries(block).filter(([name]) => !meta.has(name)));
  const change = { actions: ["create"], after, after_unknown: expressionsIn(after) };
  return attributeChanges(change, secretsOf(change));
}

/** What refers to something else is known when that is. */
function expressionsIn(value: unknown): unknown {
  if (typeof value === "string") return value.includes("${");
  if (Array.isArray(value)) return value.map(expressionsIn);
  if (!isContainer(value)) return false;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, expressionsIn(item)]));
}
