import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, existsSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ownerOf } from "../../sandbox/postgres/folder-lock.ts";

export interface LocalDatabaseOptions {
  /** Holds the data from one session to the next. */
  readonly folder: string;
  readonly port: number;
  /** Begin with nothing. */
  readonly fresh: boolean;
  readonly logFile: string;
}

/** The first start on a machine makes a cluster, which takes seconds; the others copy or open one. */
const readyMs = 60_000;

/** What runs is rolled back and the files are closed within it. */
const graceMs = 2_000;

/** The small PostgreSQL of the sandbox, in a process of its own: what it computes must not slow down the stream. */
export class LocalDatabase {
  /** The process that has the folder; undefined when none does. */
  static readonly ownerOf = ownerOf;

  readonly folder: string;
  readonly port: number;
  readonly exited: Promise<void>;
  /** For the consumers. */
  readonly variables: { readonly DATABASE_FILE: string };
  private readonly child: ChildProcess;
  private readonly logFile: string;

  constructor({ folder, port, fresh, logFile }: LocalDatabaseOptions) {
    this.folder = folder;
    this.port = port;
    this.logFile = logFile;
    const file = join(folder, "connection.json");
    this.variables = { DATABASE_FILE: resolve(file) };
    // That of the last session would lead to a server that is gone.
    rmSync(fresh ? folder : file, { recursive: true, force: true });
    const where = ["--folder", folder, "--port", String(port)];
    this.child = spawn(
      process.execPath,
      ["delivery/run.mjs", "sandbox/main.ts", "postgres", ...where, "--attached", "--json"],
      { stdio: ["pipe", "pipe", "pipe"], detached: process.platform !== "win32" },
    );
    const log = createWriteStream(logFile);
    this.child.stdout?.pipe(log, { end: false });
    this.child.stderr?.pipe(log, { end: false });
    this.exited = new Promise((resolve) => {
      this.child.once("error", () => log.end(() => resolve()));
      this.child.once("close", () => log.end(() => resolve()));
    });
  }

  /** Resolves when it takes connections; rejects with the end of its log when it ends before or a minute passes. */
  async ready(): Promise<void> {
    const deadline = Date.now() + readyMs;
    while (Date.now() < deadline && this.child.exitCode === null && this.child.signalCode === null) {
      if (existsSync(this.variables.DATABASE_FILE)) return;
      await sleep(10);
    }
    throw new Error(await this.explanation("was not ready"));
  }

  /** What went wrong, as far as the end of the log can tell. */
  async explanation(what: string): Promise<string> {
    const log = await readFile(this.logFile, "utf8").catch(() => "");
    const tail = log.trimEnd().split("\n").slice(-5).join("\n  ");
    return `database ${what}. Its log ${this.logFile} ends:\n  ${tail}\nWithout it: npm start -- --no-database`;
  }

  async stop(): Promise<void> {
    this.child.kill("SIGTERM");
    const ended = await Promise.race([this.exited.then(() => true), sleep(graceMs, false, { ref: false })]);
    if (ended) return;
    this.child.kill("SIGKILL");
    await this.exited;
  }
}
