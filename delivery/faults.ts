// `npm run faults -- [words…]`: plays each bad day that has one of the words in its name, all without words, and counts
// what was sent, acknowledged, applied, applied twice and lost. `--write` puts the table into docs/faults.md.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "./bundle.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import type { EngineName } from "./faults/engine.ts";
import { type Scenario, scenarios } from "./faults/scenarios.ts";
import { CannotPlay } from "./faults/small-disk-database.ts";
import { Stage, type StageOptions } from "./faults/stage.ts";
import { isKept, lineOf, page, type Row } from "./faults/table.ts";
import { git } from "./git.ts";
import { findPostgres } from "./postgres/server.ts";

const usage = "Usage: npm run faults -- [words…] [--engine oci-streaming|kafka] [--at-once 3] [--write]";
const engines: readonly EngineName[] = ["oci-streaming", "kafka"];

interface Play {
  readonly scenario: Scenario;
  readonly engine: EngineName;
}

async function play({ scenario, engine }: Play, bundles: StageOptions["bundles"]): Promise<Row> {
  const start = performance.now();
  const row = (more: Partial<Row>): Row => ({
    scenario: scenario.name,
    engine,
    seconds: (performance.now() - start) / 1000,
    ...more,
  });
  let stage: Stage | undefined;
  try {
    stage = await Stage.open({ engine, bundles, ...scenario.stage });
    await stage.start();
    await sleep(1000);
    await scenario.strike(stage);
    await sleep(1000);
    const count = await stage.settle();
    const done = row({ count });
    if (isKept(done)) rmSync(stage.folder, { recursive: true, force: true });
    return done;
  } catch (error) {
    if (error instanceof CannotPlay) return row({ skipped: true, problem: error.message });
    const [problem] = (error as Error).message.split("\n");
    return row({ problem: stage ? `${problem} Logs are in ${stage.folder}.` : `${problem}` });
  } finally {
    await stage?.close();
  }
}

async function main(): Promise<void> {
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: {
      engine: { type: "string" },
      "at-once": { type: "string", default: "3" },
      write: { type: "boolean", default: false },
    },
  });
  const chosen = engines.filter((engine) => values.engine === undefined || engine === values.engine);
  const waiting = scenarios
    .filter(({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)))
    .flatMap((scenario) =>
      chosen
        .filter((engine) => scenario.engine === undefined || scenario.engine === engine)
        .map((engine): Play => ({ scenario, engine })),
    );
  const atOnce = Number(values["at-once"]);
  if (waiting.length === 0 || !(Number.isInteger(atOnce) && atOnce > 0)) {
    throw new Error(`arguments must choose a bad day, got ${process.argv.slice(2).join(" ")}. ${usage}`);
  }

  if (findPostgres() === undefined) {
    process.stdout.write("skipped: needs initdb and postgres on the PATH\n");
    return;
  }

  const folder = mkdtempSync(join(tmpdir(), "millrace-faults-bundles-"));
  const [producer, consumer] = await Promise.all([bundle("producer", folder), bundle("consumer", folder)]);
  const bundles = { producer: producer.file, consumer: consumer.file };
  const rows = new Map<Play, Row>();
  const order = [...waiting];
  const player = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const row = await play(next, bundles);
      rows.set(next, row);
      process.stdout.write(`${lineOf(row)}\n`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, player));
  rmSync(folder, { recursive: true, force: true });

  const all = order.flatMap((one) => rows.get(one) ?? []);
  const broken = all.filter((row) => !isKept(row));
  process.stdout.write(`${all.length - broken.length} kept, ${broken.length} broken\n`);
  if (values.write) {
    const commit = git("rev-parse", "--short", "HEAD");
    writeFileSync("docs/faults.md", page(all, commit, "npm run faults -- --write"));
  }
  process.exitCode = broken.length === 0 ? 0 : 1;
}

// The programs end with this process, however it ends.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

runCommand("faults", usage, main);
