import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Measurement, measureNode, median } from "./measure.ts";
import { printRows } from "./rows.ts";

/**
 * Our synth against what a new cdktf project has in its cdktf.json, `npx ts-node main.ts`, in turn, so that both
 * meet the same noise. The loader is spelled out because ts-node's own command cannot run ES modules on Node 20.
 */
export async function benchSynth(runs = 5): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-synth-"));
  try {
    const project = join(folder, "tsconfig.json");
    writeFileSync(project, JSON.stringify(tsNodeProject()));
    const variables = { CDKTF_OUTDIR: join(folder, "out"), TS_NODE_PROJECT: project, NODE_NO_WARNINGS: "1" };
    const ours: Measurement[] = [];
    const stock: Measurement[] = [];
    for (let run = 0; run <= runs; run++) {
      const pair = [
        await measureNode(["delivery/run.mjs", "main.ts"], variables),
        await measureNode([npx(), "--call", "node --loader ts-node/esm main.ts"], variables),
      ] as const;
      // The first pair fills the file system's cache.
      if (run > 0) {
        ours.push(pair[0]);
        stock.push(pair[1]);
      }
    }
    const ratios = ours.map((measurement, i) => (stock[i]?.seconds ?? Number.NaN) / measurement.seconds);
    printRows(`synth of every environment, median of ${runs} runs, in turn with npx ts-node`, [
      {
        what: "ours, wall time",
        value: median(ours.map((m) => m.seconds)),
        unit: "s",
        limit: { at: "most", value: 0.7 },
      },
      {
        what: "ours, peak memory",
        value: median(ours.map((m) => m.peakMegabytes)),
        unit: "MB",
        limit: { at: "most", value: 130 },
      },
      { what: "npx ts-node main.ts, wall time", value: median(stock.map((m) => m.seconds)), unit: "s" },
      {
        what: "npx ts-node main.ts, peak memory",
        value: median(stock.map((m) => m.peakMegabytes)),
        unit: "MB",
      },
      {
        what: "ts-node / ours, wall time",
        value: median(ratios),
        unit: "times",
        limit: { at: "least", value: 6 },
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The npx that belongs to the npm that started this. */
function npx(): string {
  const npm = process.env.npm_execpath;
  if (!npm) {
    throw new Error("bench: must be started by npm, got no npm_execpath. Run `npm run bench -- synth`.");
  }
  return join(dirname(npm), "npx-cli.js");
}

/** ts-node emits, so imports that end in `.ts` have to be rewritten rather than merely allowed. */
function tsNodeProject(): unknown {
  const { compilerOptions } = JSON.parse(readFileSync("tsconfig.json", "utf8"));
  const { noEmit, incremental, tsBuildInfoFile, allowImportingTsExtensions, ...options } = compilerOptions;
  return {
    compilerOptions: {
      ...options,
      rewriteRelativeImportExtensions: true,
      typeRoots: [resolve("node_modules/@types")],
    },
    files: [resolve("main.ts"), resolve("apps/text-modules.d.ts")],
  };
}
