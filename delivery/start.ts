// `npm start`: an environment on this machine, without a cloud account. Synthesizes it, plays Oracle's part with the
// sandbox, and runs the bundled programs with the variables that the cluster would give them.
import { environments } from "../environments/all.ts";
import { startArguments } from "./local/arguments.ts";
import { type LocalApp, LocalSession, type SessionSummary } from "./local/session.ts";
import { synthesize } from "./local/synthesis.ts";

const startedAt = performance.now();

async function main(): Promise<void> {
  const { environment, seconds, json, rate } = startArguments(process.argv.slice(2), environments);
  const say = (text: string) => (json ? process.stderr : process.stdout).write(`${text}\n`);
  const session = new LocalSession(environment, startedAt);
  const interrupted = new Promise<void>((resolve) => {
    // npm hands a signal on that the terminal has sent already, so the second one means nothing.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => resolve());
    }
  });
  const ending = new AbortController();

  const work = async () => {
    say(`Millrace  ${environment.name}, on this machine only`);
    const prepared = session.prepare();
    const [synthesis] = await Promise.all([synthesize(environment), prepared]);
    await session.run(rate);

    line(
      say,
      "synth",
      `${synthesis.stacks} stacks, ${synthesis.resources} resources   ${synthesis.seconds.toFixed(1)} s`,
      synthesis.folder,
    );
    line(say, "sandbox", "OCI Streaming, Vault", session.sandboxUrl);
    for (const app of session.apps) {
      line(say, app.name, description(app, environment.name), app.program.url);
    }
    for (const notice of session.notices) {
      say(notice);
    }
    say(
      seconds === undefined
        ? "Ctrl-C stops everything."
        : `Stops by itself after ${seconds} s; Ctrl-C stops it now.`,
    );

    void session.watchFirstRecord(ending.signal).catch(() => undefined);
    const failure = session.failure();
    const timer = seconds === undefined ? undefined : wait(seconds * 1000, ending.signal);
    const failed = await Promise.race([failure, ...(timer ? [timer] : [])]);
    if (failed) {
      throw new Error(failed);
    }
    const summary = await Promise.race([session.settle(), failure]);
    if (typeof summary === "string") {
      throw new Error(summary);
    }
    report(summary, json);
  };

  try {
    await Promise.race([interrupted, work()]);
  } finally {
    ending.abort();
    await session.stop();
  }
}

function line(say: (text: string) => void, name: string, what: string, where: string): void {
  say(`  ${name.padEnd(10)} ${what.padEnd(36)} ${where}`);
}

function description({ spec }: LocalApp, environmentName: string): string {
  return spec.program === "producer" ? spec.records.join(", ") : `group ${spec.group ?? environmentName}`;
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

/** Resolves to undefined after `ms`, or at once when `signal` is aborted. */
function wait(ms: number, signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
