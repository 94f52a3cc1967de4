import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export interface ProgramOptions {
  readonly name: string;
  /** The bundle to run. */
  readonly file: string;
  /** All that the program gets to know: nothing else of this machine's environment reaches it. */
  readonly variables: Readonly<Record<string, string>>;
  readonly port: number;
  readonly logFile: string;
}

/** One of the bundled programs, running as a process of its own as it would in a pod. */
export class Program {
  readonly url: string;
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private readonly options: ProgramOptions;

  constructor(options: ProgramOptions) {
    this.options = options;
    this.url = `http://127.0.0.1:${options.port}`;
    const log = createWriteStream(options.logFile);
    this.child = spawn(process.execPath, ["--enable-source-maps", options.file], {
      env: { ...systemVariables(), ...options.variables },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: Ctrl-C must reach it once, from us, and not from the terminal as well.
      detached: process.platform !== "win32",
    });
    // However this process ends, but by kill -9, the program does not stay behind.
    const endWithUs = () => this.child.kill("SIGTERM");
    process.once("exit", endWithUs);
    this.child.once("close", () => process.off("exit", endWithUs));
    this.child.stdout?.pipe(log, { end: false });
    this.child.stderr?.pipe(log, { end: false });
    this.exited = new Promise((resolve) => {
      this.child.once("error", () => log.end(() => resolve()));
      this.child.once("close", () => log.end(() => resolve()));
    });
  }

  /** Resolves when /readyz says yes; rejects with the end of the log when the program ends or so long passes before. */
  async ready(mostMs = 10_000): Promise<void> {
    const deadline = Date.now() + mostMs;
    while (Date.now() < deadline && this.isRunning()) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) {
        return;
      }
      await sleep(10);
    }
    throw new Error(
      await this.explanation(this.isRunning() ? `is not ready after ${mostMs / 1000} s` : "ended"),
    );
  }

  /** What went wrong, as far as the end of the log can tell. */
  async explanation(what: string): Promise<string> {
    const log = await readFile(this.options.logFile, "utf8").catch(() => "");
    const tail = log.trimEnd().split("\n").slice(-5).join("\n  ");
    return `${this.options.name} ${what}. Its log ${this.options.logFile} ends:\n  ${tail}`;
  }

  /** One JSON answer of the program's own API. */
  async api<T>(path: string, method = "GET", body?: unknown): Promise<T> {
    const init =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const answer = await fetch(`${this.url}${path}`, { method, ...init });
    if (!answer.ok) {
      throw new Error(
        `${this.options.name}: ${method} ${path} answered ${answer.status} ${await answer.text()}`,
      );
    }
    return (await answer.json()) as T;
  }

  /** Asks the program to finish what it has in hand; ends it for good after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.child.kill("SIGTERM");
    const ended = await Promise.race([this.exited.then(() => true), sleep(graceMs, false, { ref: false })]);
    if (!ended) {
      this.child.kill("SIGKILL");
      await this.exited;
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null && this.child.pid !== undefined;
  }
}

/** What an operating system's own libraries need; Windows cannot open a socket without SystemRoot. */
function systemVariables(): Record<string, string> {
  const names = ["PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
