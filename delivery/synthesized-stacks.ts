import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../environments/schema.ts";
import { isOfEnvironment } from "../stacks/naming.ts";

/** A stack as synth left it. */
export interface SynthesizedStack {
  readonly name: string;
  /** Where Terraform runs. */
  readonly folder: string;
  /** Stacks that must be deployed before. */
  readonly dependencies: readonly string[];
}

interface Manifest {
  readonly stacks: Readonly<
    Record<string, { readonly workingDirectory: string; readonly dependencies: readonly string[] }>
  >;
}

/**
 * The stacks of these environments and the registries that they take images
 * from, in the order in which `cdktf deploy` would make them.
 *
 * @param out the folder of synth, such as `cdktf.out`
 */
export function stacksOf(environments: readonly Environment[], out: string): readonly SynthesizedStack[] {
  const { stacks } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as Manifest;
  const wanted = Object.keys(stacks).filter((name) =>
    environments.some((environment) => isOfEnvironment(name, environment)),
  );
  const ordered: SynthesizedStack[] = [];
  const add = (name: string): void => {
    const stack = stacks[name];
    if (!stack || ordered.some((one) => one.name === name)) return;
    for (const upstream of [...stack.dependencies].sort()) add(upstream);
    const { workingDirectory, dependencies } = stack;
    ordered.push({ name, folder: join(out, workingDirectory), dependencies });
  };
  // Nothing refers to a registry, and yet images come from it.
  const isRegistry = (name: string) => Number(name.startsWith("registry-"));
  for (const name of wanted.sort((a, b) => isRegistry(b) - isRegistry(a) || a.localeCompare(b))) add(name);
  return ordered;
}
