import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { environments } from "../../environments/all.ts";
import type { Consumer, Producer } from "../../environments/schema.ts";
import { startOciSandbox } from "../../sandbox/oci/server.ts";
import { bundle } from "../bundle.ts";
import { freePort } from "../local/ports.ts";
import { Program } from "../local/program.ts";
import { connectStreamsLocally } from "../local/streams.ts";
import { localVariables } from "../local/variables.ts";
import { median, printRows } from "./measure.ts";

/** Each program of `oke-dev`: its bundle's size, the time from its start until /readyz says yes, and its memory then. */
export async function benchStart(runs = 7): Promise<void> {
  const environment = environments.find(({ name }) => name === "oke-dev");
  if (!environment) {
    throw new Error("bench: environment oke-dev must exist, got none. Measure another one.");
  }
  const folder = mkdtempSync(join(tmpdir(), "millrace-start-"));
  const sandbox = await startOciSandbox({ port: 0 });
  try {
    const connections = { streams: connectStreamsLocally(environment, sandbox), kafka: {} };
    for (const [name, spec] of Object.entries(environment.apps)) {
      const { file, bytes } = await bundle(spec.program, folder);
      const milliseconds: number[] = [];
      const megabytes: number[] = [];
      for (let run = 0; run < runs; run++) {
        const port = await freePort(4700);
        const variables = localVariables(environment, name, silent(spec), connections, port);
        const start = performance.now();
        const program = new Program({ name, file, variables, port, logFile: join(folder, `${name}.log`) });
        await program.ready();
        milliseconds.push(performance.now() - start);
        await sleep(500);
        megabytes.push(await residentMegabytes(program));
        await program.stop(5000);
      }
      printRows(`${name}, median of ${runs} starts`, [
        { what: "bundle", value: bytes / 1e6, unit: "MB", limit: { at: "most", value: 2 } },
        {
          what: "start to ready",
          value: median(milliseconds),
          unit: "ms",
          limit: { at: "most", value: 300 },
        },
        { what: "resident memory, idle", value: median(megabytes), unit: "MB" },
      ]);
    }
  } finally {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function residentMegabytes(program: Program): Promise<number> {
  const metrics = await (await fetch(`${program.url}/metrics`)).text();
  const bytes = /^process_resident_memory_bytes (\S+)/m.exec(metrics)?.[1];
  return Number(bytes) / 1e6;
}

function silent(app: Producer | Consumer): Producer | Consumer {
  return app.program === "producer" ? { ...app, samplesPerSecond: 0 } : app;
}
