import { problemOf } from "../diff/problems.ts";
import type { SynthesizedStack } from "../synthesized-stacks.ts";
import { terraformWithInit } from "../terraform.ts";

/** Changes whenever anybody writes the state. */
export interface StateVersion {
  readonly lineage: string;
  readonly serial: number;
}

/**
 * @returns nothing where there is no state yet
 * @throws Error when the state cannot be read
 */
export async function stateVersion(
  { name, folder }: SynthesizedStack,
  say: (step: string) => void,
): Promise<StateVersion | undefined> {
  const run = await terraformWithInit(folder, ["state", "pull"], say);
  if (run.status !== 0) throw new Error(`${name}: ${problemOf(run.diagnostics, run.stderr, folder)}`);
  // The rest of it holds secrets.
  const { lineage = "", serial = 0 } = JSON.parse(run.stdout || "{}") as Partial<StateVersion>;
  return lineage === "" ? undefined : { lineage, serial };
}
