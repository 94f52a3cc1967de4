#!/usr/bin/env node
// Runs a TypeScript entry of this project: bundles it with esbuild, then imports
// the bundle in this process. Several times faster and smaller than compiling on
// the fly, and the same on Linux, macOS and Windows (`npm run bench -- synth`).
// The entry must be started from the project's folder; `import.meta` in it points
// at the bundle, so project files are found from `process.cwd()`.
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  process.stderr.write("run: names no entry. Usage: node delivery/run.mjs <file.ts> [arguments]\n");
  process.exit(2);
}

/** Packages stay where they are, but for the generated bindings: those load faster as one file. */
const packagesStayOutside = {
  name: "packages-stay-outside",
  setup(bundler) {
    bundler.onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@cdktf/provider-") ? undefined : { path, external: true },
    );
  },
};

const outfile = resolve(
  "node_modules",
  ".cache",
  "millrace",
  `${entry.replace(/\W+/g, "-")}-${process.pid}.mjs`,
);
await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: "inline",
  sourcesContent: false,
  // Bindings that are CommonJS require what stays outside.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  plugins: [packagesStayOutside],
  logLevel: "error",
}).catch(() => process.exit(1));

process.setSourceMapsEnabled(true);
process.argv = [process.execPath, resolve(entry), ...args];
try {
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(outfile, { force: true });
}
