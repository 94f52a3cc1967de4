import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { ProgramVariables } from "../../apps/messaging/config.ts";
import { type LogLine, until } from "./running-program.ts";

/** A bundled program in a process of its own. */
export class ProgramProcess {
  readonly lines: LogLine[] = [];
  errors = "";
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;

  constructor(bundle: string, variables: Partial<ProgramVariables>) {
    const env = { PATH: process.env.PATH, HOST: "127.0.0.1", PORT: "0", ...variables };
    this.#child = spawn(process.execPath, [bundle], { env, stdio: ["ignore", "pipe", "pipe"] });
    const { stdout, stderr } = this.#child;
    if (!stdout || !stderr) throw new Error("The program has no pipes.");
    createInterface(stdout).on("line", (line) => this.lines.push(JSON.parse(line) as LogLine));
    stderr.on("data", (chunk) => {
      this.errors += chunk;
    });
    // "close" and not "exit": by then everything that was printed has been read.
    this.#exited = once(this.#child, "close").then(([code]) => code as number | null);
  }

  line(message: string): LogLine | undefined {
    return this.lines.find(({ msg }) => msg === message);
  }

  /** Where it listens; waits until it does. */
  async url(): Promise<string> {
    await until(() => this.line("listening") !== undefined || this.#child.exitCode !== null, "a port");
    const port = this.line("listening")?.port;
    if (port === undefined) throw new Error(`The program did not listen: ${this.errors}`);
    return `http://127.0.0.1:${port}`;
  }

  async isReady(): Promise<boolean> {
    return (await fetch(`${await this.url()}/readyz`)).ok;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  exitCode(): Promise<number | null> {
    return this.#exited;
  }

  /** Asks it to stop; its last line and exit code. */
  async stop(): Promise<{ readonly code: number | null; readonly counts: LogLine }> {
    this.kill("SIGTERM");
    const code = await this.#exited;
    return { code, counts: this.line("stopped") ?? { msg: `no line, but ${this.errors}` } };
  }
}
