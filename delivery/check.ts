// `npm run check`: everything about the sources that can be known without running them.
import { spawn } from "node:child_process";
import { brokenReferences } from "./broken-references.ts";
import { runCommand } from "./command/run-command.ts";
import { importsAgainstDirection } from "./import-directions.ts";

interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

const checks: Record<string, () => Promise<Outcome>> = {
  types: () => tool("node_modules/typescript/bin/tsc", "--project", "."),
  "lint and format": () => tool("node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "."),
  "import directions": async () => {
    const wrong = importsAgainstDirection(".");
    return { ok: wrong.length === 0, output: wrong.join("\n") };
  },
  documents: async () => {
    const broken = brokenReferences(".");
    return { ok: broken.length === 0, output: broken.join("\n") };
  },
};

/** Runs a program of node_modules with this Node, so that no shell is needed on any system. */
function tool(script: string, ...args: string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ ok: code === 0, output: output.trimEnd() }));
  });
}

async function main(): Promise<void> {
  for (const [name, check] of Object.entries(checks)) {
    const start = performance.now();
    const { ok, output } = await check();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    process.stdout.write(`${name.padEnd(18)} ${ok ? "ok" : "FAILED"}  ${seconds} s\n`);
    if (!ok) {
      process.stdout.write(`${output}\n`);
      process.exitCode = 1;
    }
  }
}

runCommand("check", "Usage: npm run check", main);
