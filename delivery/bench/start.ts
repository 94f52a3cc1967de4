import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { environments } from "../../environments/all.ts";
import type { Consumer, Environment, Producer } from "../../environments/schema.ts";
import { bundle } from "../bundle.ts";
import { Engines } from "../local/engines.ts";
import { freePort } from "../local/ports.ts";
import { Program } from "../local/program.ts";
import { localVariables } from "../local/variables.ts";
import { median } from "./measure.ts";
import { printRows } from "./rows.ts";

/** One environment of each engine. */
const measured = ["oke-dev", "doks-dev"];

/** Each program of them: its bundle's size, the time from its start until /readyz says yes, and its memory then. */
export async function benchStart(runs = 7): Promise<void> {
  for (const environment of environments.filter(({ name }) => measured.includes(name))) {
    await benchEnvironment(environment, runs);
  }
}

async function benchEnvironment(environment: Environment, runs: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-start-"));
  const engines = new Engines();
  try {
    await engines.start(environment, (_, wanted) => freePort(wanted));
    const { connections } = engines;
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
      printRows(`${name} of ${environment.name}, median of ${runs} starts`, [
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
    await engines.close();
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
