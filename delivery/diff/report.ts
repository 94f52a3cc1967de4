import type { Range } from "../cost/quantity.ts";

/** What a diff says, apart from how it is shown: plain data that survives JSON. */
export interface DiffReport {
  readonly stacks: readonly StackReport[];
}

export interface StackReport {
  readonly name: string;
  /**
   * `planned`: Terraform compared with what there is. `upstream-missing`: a
   * stack that it takes values from is not deployed, so the changes are what
   * synth alone can tell. `failed`: `problem` says why, and the changes are
   * those that Terraform found before.
   */
  readonly status: "planned" | "upstream-missing" | "failed";
  /** The stacks that are not deployed. */
  readonly missing: readonly string[];
  /** One line with what to do. */
  readonly problem?: string;
  readonly warnings: readonly string[];
  readonly changes: readonly ResourceChange[];
  readonly outputs: readonly OutputChange[];
  /** @default none: nothing that is billed by time comes, goes or grows */
  readonly costs?: readonly CostChange[];
}

/** `undetermined`: there already, and what happens to it depends on a stack that is not deployed. */
export type Action =
  | "create"
  | "update"
  | "replace"
  | "delete"
  | "forget"
  | "move"
  | "import"
  | "undetermined";

export interface ResourceChange {
  readonly address: string;
  readonly action: Action;
  /** What it holds is lost. */
  readonly destroysData: boolean;
  /** It is not as Terraform left it. */
  readonly changedOutside: boolean;
  /** Where it was before, for a move. */
  readonly from?: string;
  /** Why Terraform does more than an update. */
  readonly reason?: string;
  readonly attributes: readonly AttributeChange[];
}

export interface AttributeChange {
  /** Such as `node_config_details.0.size`. */
  readonly path: string;
  readonly before: Shown;
  readonly after: Shown;
  readonly forcesReplacement: boolean;
}

/** A value as far as it may and can be shown. */
export type Shown =
  | { readonly kind: "absent" }
  | { readonly kind: "known"; readonly value: unknown }
  | { readonly kind: "sensitive" }
  /** Known after apply. */
  | { readonly kind: "unknown" };

export interface OutputChange {
  readonly name: string;
  readonly action: "create" | "update" | "delete";
  readonly before: Shown;
  readonly after: Shown;
}

/** Of what is billed, as far as it is known before it is applied. */
export interface CostChange {
  readonly address: string;
  /** Such as `apps: VM.Standard.E5.Flex, OCPU`. */
  readonly item: string;
  readonly unit: string;
  /** In a month. */
  readonly before: Range;
  readonly after: Range;
  /** US dollars a month at list prices. Left out where there is none. */
  readonly usd?: { readonly before: Range; readonly after: Range };
}

/** 1 when a stack could not be compared, else 2 when anything would change, else 0: as `terraform plan -detailed-exitcode`. */
export function exitCodeOf({ stacks }: DiffReport): 0 | 1 | 2 {
  if (stacks.some(({ status }) => status === "failed")) return 1;
  return stacks.some(
    ({ status, changes, outputs }) => status !== "planned" || changes.length + outputs.length > 0,
  )
    ? 2
    : 0;
}
