import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../../environments/schema.ts";
import { isOfEnvironment } from "../../stacks/naming.ts";

export interface Synthesis {
  readonly stacks: number;
  readonly resources: number;
  readonly seconds: number;
  readonly folder: string;
}

/** Synthesizes as `cdktf synth` would and counts what the environment consists of. */
export async function synthesize(environment: Environment, signal: AbortSignal): Promise<Synthesis> {
  const folder = "cdktf.out";
  const start = performance.now();
  await writeStacks(signal);
  const seconds = (performance.now() - start) / 1000;

  const { stacks } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
    stacks: Record<string, { synthesizedStackPath: string }>;
  };
  const own = Object.entries(stacks).filter(([name]) => isOfEnvironment(name, environment));
  const resources = own.map(([, stack]) => countResources(join(folder, stack.synthesizedStackPath)));
  return { stacks: own.length, resources: resources.reduce((sum, n) => sum + n, 0), seconds, folder };
}

/** Synthesizes every environment into cdktf.out; rejects with what is wrong with them. */
export function writeStacks(signal?: AbortSignal): Promise<void> {
  return run(["delivery/run.mjs", "main.ts"], signal);
}

function countResources(file: string): number {
  const { resource = {} } = JSON.parse(readFileSync(file, "utf8")) as {
    resource?: Record<string, Record<string, unknown>>;
  };
  return Object.values(resource).reduce((sum, ofOneType) => sum + Object.keys(ofOneType).length, 0);
}

/** Runs `node <args>`; rejects with what it printed when it fails, and when `signal` ends it. */
function run(args: readonly string[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      ...(signal && { signal }),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(output.trimEnd()))));
  });
}
