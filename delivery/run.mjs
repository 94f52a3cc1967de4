#!/usr/bin/env node
// Runs a TypeScript entry of this project: bundles it with esbuild, then loads
// the bundle into this process. Several times faster and smaller than compiling on
// the fly, and the same on Linux, macOS and Windows (`npm run bench -- synth`).
// The entry must be started from the project's folder: project files are found from
// `process.cwd()`. It is loaded as CommonJS, which has no `import.meta` and no
// top-level await: an `import` of a package would first search all its files for names.
import { readFileSync } from "node:fs";
import Module, { createRequire, SourceMap } from "node:module";
import { dirname, resolve } from "node:path";
import { build } from "esbuild";
import { InstalledPackages, synthPackages } from "./installed-packages.mjs";

const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  process.stderr.write("run: names no entry. Usage: node delivery/run.mjs <file.ts> [arguments]\n");
  process.exit(2);
}

// Packages stay where they are.
const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const external = [...Object.keys({ ...dependencies, ...devDependencies }), ...synthPackages];

const outfile = resolve("node_modules", ".cache", "millrace", `${entry.replace(/\W+/g, "-")}.cjs`);
const bundling = build({
  entryPoints: [entry],
  outfile,
  write: false,
  metafile: true,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  sourcemap: "external",
  sourcesContent: false,
  external,
  logLevel: "error",
}).catch(() => process.exit(1));
// Loads while esbuild works.
const packages = entry === "main.ts" ? new InstalledPackages() : undefined;
const { outputFiles, metafile } = await bundling;
const [sourceMap, code] = outputFiles.map(({ text }) => text);
const [{ imports }] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint);
await packages?.include(imports.map(({ path }) => path));

// Not Node's own source maps: they slow down every stack, not only the one that ends the program.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${inSources(error?.stack ?? String(error))}\n`);
  process.exitCode = 1;
  process.exit();
});

process.argv = [process.execPath, resolve(entry), ...args];
const program = new Module(outfile);
program.filename = outfile;
program.paths = createRequire(outfile).resolve.paths("esbuild");
const installed = program.require.bind(program);
program.require = (name) => packages?.require(name) ?? installed(name);
program._compile(code, outfile);

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
