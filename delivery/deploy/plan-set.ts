import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Action } from "../diff/report.ts";
import { seal, unseal } from "./sealed.ts";
import type { StateVersion } from "./state-version.ts";

/** What was planned together, is approved together and applied together. */
export interface PlanSet {
  /** Of this format. */
  readonly version: 1;
  readonly environments: readonly string[];
  readonly commit: string;
  /** ISO 8601. */
  readonly plannedAt: string;
  /** In the order in which they are applied. */
  readonly stacks: readonly StackPlan[];
}

export interface StackPlan {
  readonly name: string;
  /** SHA-256 of what synth wrote. */
  readonly configuration: string;
  /** Left out where nothing was deployed yet. */
  readonly state?: StateVersion;
  /** Terraform's own list of the providers that it planned with. Left out where it needs none. */
  readonly providers?: string;
  /**
   * `apply`: exactly this plan. `replan`: values of a stack before it are known
   * only when that is applied, so it is planned again then, and applied if that
   * would do what is approved here. `nothing`: it is as it should be.
   */
  readonly step: "apply" | "replan" | "nothing";
  /** What is approved. */
  readonly changes: readonly { readonly address: string; readonly action: Action }[];
  /** Whether synth alone told the changes, because a stack before it is not deployed. */
  readonly fromSynth: boolean;
}

const manifestFile = "plans.json";
/** Shows that the list is as it was saved: nobody without the key can make it. */
const sealFile = `${manifestFile}.seal`;
const planFile = (stack: string) => `${stack}.plan`;

/** A plan can only be opened beside the very list that it was saved with, under its own name. */
const contextOf = (stack: string, manifest: string) => `${stack}\n${manifest}`;

/**
 * Writes the list, and each plan encrypted beside it. What was planned before is
 * removed.
 *
 * @param plans Terraform's files, by stack
 */
export function savePlanSet(
  folder: string,
  set: PlanSet,
  plans: ReadonlyMap<string, string>,
  key: Buffer,
): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) {
    if (name === manifestFile || name === sealFile || name.endsWith(planFile(""))) rmSync(join(folder, name));
  }
  const manifest = `${JSON.stringify(set, null, 2)}\n`;
  writeFileSync(join(folder, manifestFile), manifest);
  writeFileSync(join(folder, sealFile), seal(Buffer.of(), key, contextOf("", manifest)));
  for (const [stack, file] of plans) {
    writeFileSync(join(folder, planFile(stack)), seal(readFileSync(file), key, contextOf(stack, manifest)));
  }
}

export interface SavedPlanSet {
  readonly set: PlanSet;
  /** @throws Error when the plan, the list or the key is not what it was */
  readonly plan: (stack: string) => Buffer;
}

/** @throws Error when there is none, or it is not as it was saved */
export function readPlanSet(folder: string, key: Buffer): SavedPlanSet {
  const manifest = readManifest(folder);
  const read = (name: string, stack: string) => {
    const file = join(folder, name);
    try {
      return unseal(readFileSync(file), key, contextOf(stack, manifest));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Error(
        `${file}: must be as it was saved, got ${code === "ENOENT" ? "no such file" : message}. ` +
          "Apply with the PLAN_KEY that it was planned with, or plan again.",
      );
    }
  };
  read(sealFile, "");
  return { set: JSON.parse(manifest) as PlanSet, plan: (stack) => read(planFile(stack), stack) };
}

function readManifest(folder: string): string {
  try {
    return readFileSync(join(folder, manifestFile), "utf8");
  } catch {
    throw new Error(
      `${folder}: must have what \`npm run plan\` saved, got no ${manifestFile}. Plan first, or name its folder.`,
    );
  }
}
