import { attributeChanges } from "../diff/attributes.ts";
import { at, isContainer } from "../diff/planned-change.ts";
import type { Shown } from "../diff/report.ts";
import { holdsData } from "../diff/stateful.ts";
import { readable } from "./readable.ts";
import type { SnapshotDocument } from "./snapshot-file.ts";

/** Something in the description that is no longer as it was. */
export interface SnapshotChange {
  readonly stack: string;
  /** Such as `oci_core_vcn.network_vcn_1A2B3C4D` or `output.address`; left out for the stack as a whole. */
  readonly address?: string;
  readonly kind: "new" | "gone" | "changed";
  /** Of the attribute that changed. */
  readonly path?: string;
  readonly before?: Shown;
  readonly after?: Shown;
  /** What is gone held data. */
  readonly losesData?: true;
  /** Resources of a stack that is new or gone. */
  readonly resources?: number;
  /** Stacks that are still described and took values of the one that is gone. */
  readonly usedBy?: readonly string[];
}

type Stacks = ReadonlyMap<string, SnapshotDocument>;
type Blocks = ReadonlyMap<string, unknown>;

/** In the order of the stacks, and of the blocks in each. */
export function snapshotChanges(before: Stacks, after: Stacks): readonly SnapshotChange[] {
  const stacks = [...new Set([...before.keys(), ...after.keys()])].sort();
  return stacks.flatMap((stack): readonly SnapshotChange[] => {
    const [old, now] = [before.get(stack), after.get(stack)].map(
      (document) => document && blocksOf(document),
    );
    if (old && now) return blockChanges(stack, old, now);
    const resources = resourcesOf(old ?? now ?? new Map());
    if (now) return [{ stack, kind: "new", resources }];
    const usedBy = [...before].filter(([name, other]) => after.has(name) && uses(other, stack));
    return [{ stack, kind: "gone", resources, usedBy: usedBy.map(([name]) => name) }];
  });
}

/** As cdktf refers from one stack to another. */
function uses(document: SnapshotDocument, stack: string): boolean {
  const states = at(at(document, "data"), "terraform_remote_state");
  return at(states, `cross-stack-reference-input-${stack}`) !== undefined;
}

function heldData(address: string, block: unknown): boolean {
  if (holdsData(address.split(".")[0] ?? "", undefined)) return true;
  // A release of charts/kafka-cluster: synth knows its chart only by the folder.
  const [values] = [at(readable(block), "values")].flat();
  return at(values, "nodePools") !== undefined;
}

function blockChanges(stack: string, before: Blocks, after: Blocks): readonly SnapshotChange[] {
  const addresses = [...new Set([...before.keys(), ...after.keys()])];
  return addresses.flatMap((address): readonly SnapshotChange[] => {
    if (!before.has(address)) return [{ stack, address, kind: "new" }];
    if (!after.has(address)) {
      const data = heldData(address, before.get(address));
      return [{ stack, address, kind: "gone", ...(data ? { losesData: true } : {}) }];
    }
    const change = {
      actions: ["update"],
      before: readable(before.get(address)),
      after: readable(after.get(address)),
    };
    return attributeChanges(change, []).map(({ path, before: old, after: now }) => ({
      stack,
      address,
      kind: "changed",
      path,
      before: old,
      after: now,
    }));
  });
}

/** Every block of a document by its address. */
function blocksOf(document: SnapshotDocument): Blocks {
  return new Map(
    Object.entries(document).flatMap(([section, content]) => {
      // A comment of cdktf about its own version.
      if (section === "//" || !isContainer(content)) return [];
      const named = Object.entries(content);
      if (section !== "resource" && section !== "data") {
        const singular = section.replace(/s$/, "");
        return named.map(([name, block]) => [`${singular}.${name}`, block] as const);
      }
      const prefix = section === "data" ? "data." : "";
      return named.flatMap(([type, blocks]) =>
        Object.entries(blocks as object).map(([name, block]) => [`${prefix}${type}.${name}`, block] as const),
      );
    }),
  );
}

function resourcesOf(blocks: Blocks): number {
  const others = /^(data|local|output|provider|variable|check|moved|removed|import)\./;
  return [...blocks.keys()].filter((address) => !others.test(address)).length;
}
