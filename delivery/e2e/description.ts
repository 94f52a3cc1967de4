import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../environments/schema.ts";
import { imagesFile } from "../../stacks/naming.ts";
import { type Json, mergePatch } from "./merge-patch.ts";

/** What takes the place of environments/all.ts: those with patches, as they are written but for these. */
const patchedEnvironments = `import { mergePatch } from "../delivery/e2e/merge-patch.ts";
import patches from "./patches.json" with { type: "json" };
import { environments as written } from "./written.ts";

export const environments = written
  .filter(({ name }) => patches[name])
  .map((environment) => patches[environment.name].reduce(mergePatch, environment));
`;

/** A digest that looks like one. */
export function madeUpDigest(digit: string): string {
  return `sha256:${digit.repeat(64)}`;
}

/** What the copy in a workspace says of an environment, which changes as it would in a repository. */
export class Description {
  private readonly environment: Environment;
  private readonly folder: string;
  /** By environment. */
  private readonly patches: Record<string, Json[]> = {};

  /** Images look pushed; nothing else is changed yet. */
  constructor(environment: Environment, folder: string) {
    this.environment = environment;
    this.folder = folder;
    const environments = join(folder, "environments");
    cpSync(join(environments, "all.ts"), join(environments, "written.ts"));
    writeFileSync(join(environments, "all.ts"), patchedEnvironments);
    this.useImages("1");
  }

  /** Changes an environment, this one unless another is named, by a merge patch, on top of earlier ones, for the next synth. */
  change(patch: Json, name = this.environment.name): void {
    this.patches[name] = [...(this.patches[name] ?? []), patch];
    const file = join(this.folder, "environments", "patches.json");
    writeFileSync(file, `${JSON.stringify(this.patches, null, 2)}\n`);
  }

  /** Both programs of the environment, as if images with this digest had been pushed for it. */
  useImages(digit: string, name = this.environment.name): void {
    const file = join(this.folder, imagesFile);
    const image = { version: `0.1.0-${digit.repeat(12)}`, digest: madeUpDigest(digit) };
    const images = {
      ...JSON.parse(readFileSync(file, "utf8")),
      [name]: { producer: image, consumer: image },
    };
    writeFileSync(file, `${JSON.stringify(images, null, 2)}\n`);
  }

  /** The environment with all changes so far. */
  get current(): Environment {
    const patches = this.patches[this.environment.name] ?? [];
    return patches.reduce<unknown>(mergePatch, this.environment) as Environment;
  }
}
