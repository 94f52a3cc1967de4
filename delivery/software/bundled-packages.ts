import { readFileSync } from "node:fs";
import type { Bundle } from "../bundle.ts";

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** Such as `node_modules/pino`; a package may be installed in several versions. */
  readonly path: string;
}

/** The packages of which something is in the bundle, in the versions of package-lock.json. */
export function bundledPackages({ inputs }: Pick<Bundle, "inputs">): readonly BundledPackage[] {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    readonly packages: Readonly<Record<string, { readonly name?: string; readonly version: string }>>;
  };
  // The last node_modules of a path: a package may bring its own.
  const paths = inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input) ?? []);
  return [...new Set(paths)].sort().map((path) => {
    const locked = lock.packages[path];
    if (locked === undefined) {
      throw new Error(`package-lock.json: packages must have ${path}, got nothing. Run npm ci.`);
    }
    const name = locked.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return { name, version: locked.version, path };
  });
}
