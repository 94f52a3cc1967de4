import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type BundleName, bundle } from "../bundle.ts";
import { freePort } from "../local/ports.ts";
import { Program } from "../local/program.ts";
import { spawnOciSandbox } from "./oci-sandbox.ts";
import { printRows } from "./rows.ts";

/** Documented: 5 gets a second, consumer group and partition. */
const POLL_MS = 200;

interface Summary {
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly count: number };
}

/** Both programs as they run in a cluster, with the service's limits: from the making of a record to its effect. */
export async function benchLatency(milliseconds = 20_000): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-latency-"));
  const sandbox = await spawnOciSandbox(1, false);
  const programs: Program[] = [];
  try {
    const start = async (name: BundleName, own: Record<string, string>) => {
      const { file } = await bundle(name, folder);
      const port = await freePort(4700 + programs.length * 10);
      const variables = {
        ...sandbox.variables,
        RECORDS: "people,ratings",
        HOST: "127.0.0.1",
        PORT: String(port),
        ...own,
      };
      const program = new Program({ name, file, variables, port, logFile: join(folder, `${name}.log`) });
      programs.push(program);
      await program.ready();
      return program;
    };
    const consumer = await start("consumer", { CONSUMER_GROUP: "bench" });
    await start("producer", { SAMPLES_PER_SECOND: "100" });
    await sleep(milliseconds);
    const { latencyMs } = await consumer.api<Summary>("/api/summary");
    const limit = { at: "most", value: 2 * POLL_MS } as const;
    printRows(`from the making of a record to its effect, 100 records a second, ${latencyMs.count} records`, [
      { what: "p50", value: latencyMs.p50, unit: "ms" },
      { what: "p99", value: latencyMs.p99, unit: "ms", limit },
    ]);
  } finally {
    await Promise.all(programs.map((program) => program.stop(5_000)));
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
