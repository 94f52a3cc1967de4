// `npm run soak -- --minutes 10 [--seed 1]`: records flow through both engines at a steady rate while one thing after
// another goes wrong, chosen by chance from a seed that is printed. At the end everything is counted.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "./bundle.ts";
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import type { EngineName } from "./faults/engine.ts";
import { MemoryCurve } from "./faults/memory-curve.ts";
import { type Scenario, scenarios } from "./faults/scenarios.ts";
import { seededRandom } from "./faults/seeded-random.ts";
import { Stage, type StageOptions } from "./faults/stage.ts";
import { isKept, lineOf, type Row } from "./faults/table.ts";

const usage =
  "Usage: npm run soak -- [--minutes 10] [--seed <whole number>] [--rate 100] [--engine oci-streaming|kafka]";
const sampleMs = 2000;

interface SoakOptions {
  readonly engine: EngineName;
  readonly minutes: number;
  readonly seed: number;
  readonly rate: number;
  readonly bundles: StageOptions["bundles"];
}

function say(engine: EngineName, what: string): void {
  process.stdout.write(`${engine.padEnd(14)} ${what}\n`);
}

/** @returns whether the promise was kept and memory stayed flat */
async function soak({ engine, minutes, seed, rate, bundles }: SoakOptions): Promise<boolean> {
  const random = seededRandom(seed);
  const choices = scenarios.filter((one) => one.short && (one.engine === undefined || one.engine === engine));
  const stage = await Stage.open({ engine, bundles, consumers: 2, perSecond: rate });
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const curves = { producer: new MemoryCurve(), consumer: new MemoryCurve() };
  const ended = new AbortController();
  const sampling = sample(stage, curves, elapsed, ended.signal);
  try {
    await stage.start();
    while (elapsed() < minutes * 60) {
      await sleep(2000 + random() * 4000);
      const scenario = choices[Math.floor(random() * choices.length)] as Scenario;
      say(engine, `${elapsed().toFixed(0).padStart(4)} s  ${scenario.name}`);
      await scenario.strike(stage);
    }
    const count = await stage.settle();
    const row: Row = { scenario: `${minutes} minutes, seed ${seed}`, engine, seconds: elapsed(), count };
    process.stdout.write(`${lineOf(row)}\n`);
    const flat = Object.entries(curves).map(([program, curve]) => {
      const { first, last } = curve.thirds ?? {};
      const figures =
        first === undefined ? "too short to tell" : `${first.toFixed(0)} MB, then ${last?.toFixed(0)} MB`;
      say(engine, `memory of the ${program}: ${figures}, ${curve.isFlat ? "flat" : "GROWING"}`);
      return curve.isFlat;
    });
    if (!isKept(row)) say(engine, `Logs are in ${stage.folder}.`);
    else rmSync(stage.folder, { recursive: true, force: true });
    return isKept(row) && flat.every(Boolean);
  } finally {
    ended.abort();
    await sampling;
    await stage.close();
  }
}

async function sample(
  stage: Stage,
  curves: Readonly<Record<"producer" | "consumer", MemoryCurve>>,
  elapsed: () => number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const [producer, consumer] = await Promise.all([stage.producer.memory(), stage.consumer.memory()]);
    if (producer !== undefined) curves.producer.add(elapsed(), producer);
    if (consumer !== undefined) curves.consumer.add(elapsed(), consumer);
    await sleep(sampleMs, undefined, { signal }).catch(() => {});
  }
}

async function main(): Promise<void> {
  const { values } = commandArguments(usage, {
    options: {
      minutes: { type: "string", default: "10" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      rate: { type: "string", default: "100" },
      engine: { type: "string" },
    },
  });
  const [minutes, seed, rate] = [Number(values.minutes), Number(values.seed), Number(values.rate)];
  const engines = (["oci-streaming", "kafka"] as const).filter(
    (engine) => values.engine === undefined || engine === values.engine,
  );
  if (!(minutes > 0) || !Number.isSafeInteger(seed) || !(rate >= 10) || engines.length === 0) {
    throw new Error(`arguments must make sense, got ${process.argv.slice(2).join(" ")}. ${usage}`);
  }
  process.stdout.write(`seed ${seed}\n`);
  const folder = mkdtempSync(join(tmpdir(), "millrace-soak-"));
  const [producer, consumer] = await Promise.all([bundle("producer", folder), bundle("consumer", folder)]);
  const bundles = { producer: producer.file, consumer: consumer.file };
  const kept = await Promise.all(
    engines.map((engine, index) => soak({ engine, minutes, seed: seed + index, rate, bundles })),
  );
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = kept.every(Boolean) ? 0 : 1;
}

// The programs end with this process, however it ends.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

runCommand("soak", usage, main);
