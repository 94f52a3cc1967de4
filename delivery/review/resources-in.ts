import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SynthesizedJson } from "../diff/synth-report.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";

/** How many resources synth describes in a stack. */
export function resourcesIn({ folder }: SynthesizedStack): number {
  const { resource = {} } = JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) as SynthesizedJson;
  return Object.values(resource).reduce((sum, blocks) => sum + Object.keys(blocks).length, 0);
}
