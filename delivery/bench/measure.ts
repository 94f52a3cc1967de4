import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Measurement {
  readonly seconds: number;
  /** Largest resident set of a Node process that took part, in MB (10^6 bytes). */
  readonly peakMegabytes: number;
}

/** Runs `node <args>` to its end. Rejects with its output when it fails. */
export function measureNode(
  args: readonly string[],
  variables: Record<string, string>,
): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  const hook = join(folder, "peak.cjs");
  const peak = join(folder, "peak.txt");
  writeFileSync(
    hook,
    `const { appendFileSync } = require("node:fs");
     const { isMainThread } = require("node:worker_threads");
     const note = () => appendFileSync(${JSON.stringify(peak)}, process.resourceUsage().maxRSS + "\\n");
     if (isMainThread) process.on("exit", note);`,
  );
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, args, {
      // Inherited by the processes that this one starts.
      env: { ...process.env, ...variables, NODE_OPTIONS: `--require ${JSON.stringify(hook)}` },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    child.once("close", (code) => {
      const seconds = (performance.now() - start) / 1000;
      if (code === 0) {
        // maxRSS is in KiB: https://nodejs.org/docs/latest-v20.x/api/process.html#processresourceusage
        const kibibytes = readFileSync(peak, "utf8").trim().split("\n").map(Number);
        resolve({ seconds, peakMegabytes: (Math.max(...kibibytes) * 1024) / 1e6 });
      } else {
        reject(new Error(`node ${args.join(" ")} ended with ${code}:\n${output}`));
      }
      rmSync(folder, { recursive: true, force: true });
    });
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
