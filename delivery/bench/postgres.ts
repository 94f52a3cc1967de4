import { Pool } from "pg";
import { pino } from "pino";
import { PostgresResults } from "../../apps/consumer/postgres/postgres-results.ts";
import type { Entry } from "../../apps/consumer/results.ts";
import { Database } from "../../apps/messaging/database/database.ts";
import type { DatabaseDetails } from "../../apps/messaging/database/database-details.ts";
import { findPostgres, startPostgres } from "../postgres/server.ts";
import { median } from "./measure.ts";
import { printRows } from "./rows.ts";

/** About what one get of OCI Streaming brings: 1 MiB of people. */
const BATCH = 5_000;
const BATCHES = 4;
const SINGLE = 1_500;

/**
 * People that a consumer applies, with position and duplicates, against the shortest upsert that is a transaction of its
 * own. In turn, on one connection each, against a server of this machine's binaries with its own settings: each commit
 * reaches the disk.
 */
export async function benchPostgres(runs = 5): Promise<void> {
  const binaries = findPostgres();
  if (!binaries) {
    process.stdout.write("postgres: skipped, needs initdb and postgres on the PATH\n");
    return;
  }
  const server = await startPostgres(binaries);
  const { port, user, password, database } = server;
  const details: DatabaseDetails = { host: "127.0.0.1", port, user, password, database, tls: "off" };
  const log = pino({ level: "silent" });
  const options = { group: "bench", duplicateWindowHours: 24, log };
  const results = new PostgresResults(new Database(async () => details, "bench", log), options);
  const pool = new Pool({ ...details, max: 1 });
  try {
    await results.open();
    await pool.query(
      "create table single (name text primary key, age int, comment text, changed timestamptz)",
    );
    const ours: number[] = [];
    const single: number[] = [];
    for (let run = 0; run <= runs; run++) {
      const rates = [await applyBatches(results, run), await applySingly(pool, run)] as const;
      // The first pair warms both up.
      if (run > 0) {
        ours.push(rates[0]);
        single.push(rates[1]);
      }
    }
    const ratios = ours.map((rate, index) => rate / (single[index] ?? Number.NaN));
    printRows(`${server.version}: people applied, median of ${runs} runs, in turn`, [
      { what: "one transaction a record", value: median(single), unit: "records/s" },
      { what: `ours, batches of ${BATCH}`, value: median(ours), unit: "records/s" },
      {
        what: "ours / one transaction a record",
        value: median(ratios),
        unit: "times",
        limit: { at: "least", value: 10 },
      },
    ]);
  } finally {
    await results.close();
    await pool.end();
    await server.stop();
  }
}

/** Records a second. Half of the names are new in each run. */
async function applyBatches(results: PostgresResults, run: number): Promise<number> {
  const all = Array.from({ length: BATCHES }, (_, batch) =>
    Array.from({ length: BATCH }, (_, index) => entryOf(run, batch * BATCH + index)),
  );
  const start = performance.now();
  for (const entries of all) await results.apply({ stream: `run-${run}`, partition: "0", entries });
  return (BATCHES * BATCH * 1000) / (performance.now() - start);
}

async function applySingly(pool: Pool, run: number): Promise<number> {
  const people = Array.from({ length: SINGLE }, (_, index) => personOf(run, index));
  const start = performance.now();
  for (const { name, age, comment } of people) {
    await pool.query({
      name: "upsert",
      text: `insert into single values ($1, $2, $3, now())
             on conflict (name) do update set age = excluded.age, comment = excluded.comment, changed = excluded.changed`,
      values: [name, age, comment],
    });
  }
  return (SINGLE * 1000) / (performance.now() - start);
}

function personOf(run: number, index: number) {
  return {
    name: `person ${index % 2 === 0 ? index : `${run}/${index}`}`,
    age: 3 + (index % 90),
    comment: "x".repeat(60),
  };
}

function entryOf(run: number, offset: number): Entry {
  const time = Date.now();
  return {
    received: { partition: "0", offset: String(offset), key: null, value: Buffer.alloc(0), timestamp: time },
    record: { kind: "people", data: personOf(run, offset) },
    time,
    identity: { source: "/bench", id: `${run}/${offset}` },
  };
}
