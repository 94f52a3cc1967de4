import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";

/** Everything that leaves this repository as one file of JavaScript, by the name of that file. */
const entries = {
  producer: "apps/producer/main.ts",
  consumer: "apps/consumer/main.ts",
  "kube-credential": "delivery/kube-credential.ts",
  // Of npm run check:pods, which brings them into pods.
  "pods-broker": "delivery/pods/broker.ts",
  "pods-load": "delivery/pods/load.ts",
} as const;

export type BundleName = keyof typeof entries;

export interface Bundle {
  readonly name: BundleName;
  readonly file: string;
  readonly bytes: number;
  /** All that is in it, as paths from the project's folder. */
  readonly inputs: readonly string[];
}

/**
 * Bundles one entry to `<folder>/<name>.mjs`, minified, with a source map and
 * the licences of what it contains beside it.
 *
 * The bytes depend on the sources and the commit alone, not on the folder or
 * the time, so that an image layer made of them keeps its digest.
 */
export async function bundle(name: BundleName, folder: string): Promise<Bundle> {
  const file = join(folder, `${name}.mjs`);
  const { metafile } = await build({
    entryPoints: [entries[name]],
    outfile: file,
    bundle: true,
    metafile: true,
    platform: "node",
    target: "node20",
    format: "esm",
    minify: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "linked",
    // Names files as they are reached, so that a linked node_modules gives the same bytes.
    preserveSymlinks: true,
    loader: { ".html": "text", ".css": "text", ".svg": "text", ".client.js": "text" },
    define: {
      ...(name === "kube-credential" ? {} : versionOfThis()),
      // Libraries that look at NODE_ENV must not depend on whether it is set.
      "process.env.NODE_ENV": '"production"',
    },
    // CommonJS packages inside an ES module still call require for Node's own modules.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  return { name, file, bytes: statSync(file).size, inputs: inputsIn(metafile) };
}

/** What esbuild only looked at, and left out, is none of it. */
function inputsIn({ outputs }: Metafile): readonly string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : []));
}

/** What a program says at /version. */
function versionOfThis(): Record<string, string> {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  return { __MILLRACE_VERSION__: JSON.stringify(version), __MILLRACE_REVISION__: JSON.stringify(revision()) };
}

/** The commit, marked when the tree differs from it; `unknown` outside a git checkout. */
function revision(): string {
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return (
      git("rev-parse", "HEAD") +
      (git("status", "--porcelain", "--untracked-files=no") === "" ? "" : "-modified")
    );
  } catch {
    return "unknown";
  }
}
