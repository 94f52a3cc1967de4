// `npm start`: an environment on this machine, without a cloud account. Synthesizes it, plays the services'
// part with the sandboxes, and runs the bundled programs with the variables that the cluster would give them.
import { setTimeout as sleep } from "node:timers/promises";
import { environments } from "../environments/all.ts";
import { runCommand } from "./command/run-command.ts";
import { startArguments, startUsage } from "./local/arguments.ts";
import { LocalSession, type SessionSummary } from "./local/session.ts";
import { type Synthesis, synthesize } from "./local/synthesis.ts";

const startedAt = performance.now();

class Interrupted extends Error {}

async function main(): Promise<void> {
  const { environment, seconds, json, rate, database } = startArguments(process.argv.slice(2), environments);
  const say = (text: string) => (json ? process.stderr : process.stdout).write(`${text}\n`);
  const session = new LocalSession(environment, startedAt);
  const orInterrupted = untilInterrupted();
  const ending = new AbortController();
  const { signal } = ending;
  try {
    say(`Millrace  ${environment.name}, on this machine only`);
    const [synthesis] = await orInterrupted(
      Promise.all([synthesize(environment, signal), session.prepare(database)]),
    );
    await orInterrupted(session.run(rate));
    describe(session, synthesis, say);
    say(
      seconds === undefined
        ? "Ctrl-C stops everything."
        : `Stops by itself after ${seconds} s; Ctrl-C stops it now.`,
    );

    void session.watchFirstRecord(signal).catch(() => undefined);
    const failure = session.failure().then((reason) => Promise.reject(new Error(reason)));
    const timeIsUp = seconds === undefined ? [] : [sleep(seconds * 1000, undefined, { signal })];
    await orInterrupted(Promise.race([failure, ...timeIsUp]));
    report(await orInterrupted(Promise.race([failure, session.settle()])), json);
  } catch (error) {
    if (!(error instanceof Interrupted)) {
      throw error;
    }
  } finally {
    ending.abort();
    await session.stop();
  }
}

/** Gives a function that passes a result on, unless Ctrl-C (or its like) comes first: then it rejects. */
function untilInterrupted(): <T>(work: Promise<T>) => Promise<T> {
  const interruption = new Promise<never>((_, reject) => {
    // npm hands a signal on that the terminal has sent already, so the second one means nothing.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => reject(new Interrupted()));
    }
  });
  interruption.catch(() => undefined);
  return (work) => Promise.race([work, interruption]);
}

function describe(session: LocalSession, synthesis: Synthesis, say: (text: string) => void): void {
  const width = Math.max(10, ...session.apps.map(({ name }) => name.length));
  const line = (name: string, what: string, where: string) =>
    say(`  ${name.padEnd(width)} ${what.padEnd(36)} ${where}`);
  const { stacks, resources, seconds, folder } = synthesis;
  line("synth", `${stacks} stacks, ${resources} resources   ${seconds.toFixed(1)} s`, folder);
  for (const engine of session.engines) {
    line("sandbox", engine.name, engine.url);
  }
  if (session.database) {
    line("database", "PostgreSQL", `127.0.0.1:${session.database.port}, kept in ${session.database.folder}`);
  }
  for (const { name, spec, program } of session.apps) {
    const group = () => `group ${(spec.program === "consumer" && spec.group) || session.environment.name}`;
    line(name, spec.program === "producer" ? spec.records.join(", ") : group(), program.url);
  }
  for (const notice of session.notices) {
    say(notice);
  }
}

function report(summary: SessionSummary, json: boolean): void {
  const { produced, acknowledged, consumed, duplicates, deadLetters, latencyMs } = summary;
  process.stdout.write(
    json
      ? `${JSON.stringify(summary)}\n`
      : `${produced} produced, ${acknowledged} acknowledged, ${consumed} consumed, ${duplicates} duplicates, ` +
          `${deadLetters} dead letters; end to end ${latencyMs.p50} ms (p50), ${latencyMs.p99} ms (p99)\n`,
  );
  if (consumed + deadLetters < acknowledged) {
    throw new Error(
      `records: all ${acknowledged} acknowledged must be consumed, got ${consumed}. The logs say why.`,
    );
  }
}

// Whoever read the output has gone (`npm start | head`); the platform runs on until Ctrl-C.
process.stdout.on("error", () => undefined);

runCommand("start", startUsage, main);
