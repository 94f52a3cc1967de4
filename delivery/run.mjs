#!/usr/bin/env node
// Runs a TypeScript entry of this project: bundles it with esbuild, then loads
// the bundle into this process. Several times faster and smaller than compiling on
// the fly, and the same on Linux, macOS and Windows (`npm run bench -- synth`).
// The entry must be started from the project's folder: project files are found from
// `process.cwd()`. It is loaded as CommonJS, which has no `import.meta` and no
// top-level await: an `import` of cdktf would first search all its files for names.
import { readFileSync, rmSync } from "node:fs";
import { createRequire, SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { build } from "esbuild";

const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  process.stderr.write("run: names no entry. Usage: node delivery/run.mjs <file.ts> [arguments]\n");
  process.exit(2);
}

// Packages stay where they are, but for the generated bindings: those load faster as one file.
const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const outside = Object.keys({ ...dependencies, ...devDependencies }).filter(
  (name) => !name.startsWith("@cdktf/provider-"),
);

const require = createRequire(import.meta.url);
const outfile = resolve(
  "node_modules",
  ".cache",
  "millrace",
  `${entry.replace(/\W+/g, "-")}-${process.pid}.cjs`,
);
const bundled = build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  sourcemap: "external",
  sourcesContent: false,
  external: outside,
  logLevel: "error",
}).catch(() => process.exit(1));
if (entry === "main.ts") {
  // cdktf takes as long to load as synth takes to bundle, so both happen at once.
  require("cdktf");
  // It writes a stack down for each of thousands of tokens. A stack is put into words when it is first read, so the
  // one that ends the program, the only one with a reader, still is.
  Error.prepareStackTrace = () => "";
}
await bundled;
const sourceMap = readFileSync(`${outfile}.map`, "utf8");

// Not Node's own source maps: they slow down every stack, not only the one that ends the program.
process.on("uncaughtException", (error) => {
  Error.prepareStackTrace = undefined;
  process.stderr.write(`${inSources(error?.stack ?? String(error))}\n`);
  process.exitCode = 1;
  process.exit();
});

process.argv = [process.execPath, resolve(entry), ...args];
try {
  require(outfile);
} finally {
  rmSync(outfile, { force: true });
  rmSync(`${outfile}.map`, { force: true });
}

/** Names the places of the sources in place of those of the bundle. */
function inSources(stack) {
  const map = new SourceMap(JSON.parse(sourceMap));
  return stack.replaceAll(/([^\s()]+):(\d+):(\d+)/g, (place, file, line, column) => {
    if (file !== outfile) return place;
    const { originalSource, originalLine, originalColumn } = map.findEntry(
      Number(line) - 1,
      Number(column) - 1,
    );
    if (originalSource === undefined) return place;
    return `${resolve(dirname(outfile), originalSource)}:${originalLine + 1}:${originalColumn + 1}`;
  });
}
