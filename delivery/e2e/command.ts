import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";

export interface CommandOptions {
  readonly cwd: string;
  /** All that the command gets to know. */
  readonly env: Readonly<Record<string, string>>;
  /** Gets everything that the command prints; a second command appends. */
  readonly logFile: string;
  /** Kills the command and what it started. */
  readonly signal: AbortSignal;
  /** Called with each line of standard output and error. */
  readonly onLine?: (line: string) => void;
}

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

/** Starts a program without a shell, in a process group of its own. */
export function startCommand(file: string, args: readonly string[], options: CommandOptions): Command {
  options.signal.throwIfAborted();
  const log = createWriteStream(options.logFile, { flags: "a" });
  log.write(`$ ${[file, ...args].join(" ")}\n`);
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  const kill = () => killGroup(child);
  options.signal.addEventListener("abort", kill, { once: true });

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
    child.once("close", (code) => resolve({ code, stdout, output }));
  }).finally(() => {
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

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
