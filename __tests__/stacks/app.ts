import { Testing } from "cdktf";
import { environments } from "../../environments/all.ts";
import type { Environment } from "../../environments/schema.ts";
import { validateEnvironments } from "../../environments/validate.ts";
import { addStacks } from "../../stacks/all.ts";
import { appFiles, type SynthesizedStack, synthesized } from "../support/synthesized.ts";

/** The stacks of some environments, by name, as main.ts would synthesize them. */
export function stacksOf(...given: readonly Environment[]): ReadonlyMap<string, SynthesizedStack> {
  validateEnvironments(given);
  const app = Testing.app();
  addStacks(app, given, appFiles);
  return synthesized(app);
}

/** Of this project. */
export function allStacks(): ReadonlyMap<string, SynthesizedStack> {
  return stacksOf(...environments);
}

export function stackNamed(stacks: ReadonlyMap<string, SynthesizedStack>, name: string): SynthesizedStack {
  const stack = stacks.get(name);
  if (stack === undefined) throw new Error(`${name} must be a stack, got ${[...stacks.keys()].join(", ")}`);
  return stack;
}
