import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";

export interface CommandOptions {
  readonly cwd: string;
  /** All that the command gets to know. */
  readonly env: Readonly<Record<string, string>>;
  /** Gets everything that the command prints; a second command appends. */
  readonly logFile: string;
  /** Kills the command and what it started. */
  readonly signal: AbortSignal;
  /** Written to its standard input. @default nothing */
  readonly input?: string;
  /** Called with each line of standard output and error. */
  readonly onLine?: (line: string) => void;
}

/** Nothing here takes half of it. */
const longestMs = 5 * 60_000;

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  /** Standard output and error as they came. */
  readonly output: string;
}

export interface Command {
  readonly ended: Promise<Ended>;
  /** `kill -9`, the command and everything that it started. */
  kill(): void;
}

/** Starts a program without a shell, in a process group of its own: Ctrl-C must not reach it from the terminal as well. */
export function startCommand(file: string, args: readonly string[], options: CommandOptions): Command {
  options.signal.throwIfAborted();
  const log = createWriteStream(options.logFile, { flags: "a" });
  log.write(`$ ${[file, ...args].join(" ")}\n`);
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  child.stdin.on("error", () => {}).end(options.input ?? "");
  const kill = () => killTree(child);
  options.signal.addEventListener("abort", kill, { once: true });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, longestMs);

  let stdout = "";
  let output = "";
  let line = "";
  const collect = (text: string) => {
    log.write(text);
    output += text;
    const lines = (line + text).split("\n");
    line = lines.pop() ?? "";
    for (const one of lines) options.onLine?.(one.trimEnd());
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    collect(text);
  });
  child.stderr.setEncoding("utf8").on("data", collect);

  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (late)
        reject(new Error(`${file} ${args[0]}: must end in ${longestMs / 60_000} minutes, got none of it.`));
      else resolve({ code, stdout, output });
    });
  }).finally(() => {
    clearTimeout(timer);
    options.signal.removeEventListener("abort", kill);
    log.end();
  });
  return { ended, kill };
}

/** Runs a program to its end. Rejects when it cannot be started or `signal` is aborted. */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<Ended> {
  const ended = await startCommand(file, args, options).ended;
  options.signal.throwIfAborted();
  return ended;
}

/**
 * What went wrong, out of what a command printed: so many lines from the first
 * one with `Error:`, or else the last ones; without the frames and colours of terminals.
 */
export function whatWentWrong(output: string, count = 20): string {
  const lines = output
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
    .replaceAll(/\u001b\[[0-9;]*m/g, "")
    .split("\n")
    .map((line) => line.replaceAll(/[╷│╵]/g, "").trimEnd())
    .filter((line) => line.trim() !== "");
  const first = lines.findIndex((line) => line.includes("Error: "));
  return (first < 0 ? lines.slice(-count) : lines.slice(first, first + count)).join("\n");
}

/** What `cdktf` starts has sessions of its own, so a process group is not all of it. */
function killTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  for (const one of [pid, ...descendants(pid)]) {
    try {
      process.kill(one, "SIGKILL");
    } catch {
      // It has ended already.
    }
  }
}

function descendants(pid: number): readonly number[] {
  if (process.platform === "win32") return [];
  const pairs = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const of = (parent: number): number[] =>
    pairs.flatMap(([child = 0, ppid]) => (ppid === parent && child > 0 ? [child, ...of(child)] : []));
  return of(pid);
}
