import { spawn } from "node:child_process";

export interface Result {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** @returns undefined when the program is not on PATH */
export function runProgram(
  program: string,
  args: readonly string[],
  input = "",
): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: process.env });
    const result = { output: "", errors: "" };
    child.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ENOENT" ? resolve(undefined) : reject(error),
    );
    child.stdout.setEncoding("utf8").on("data", (text) => {
      result.output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      result.errors += text;
    });
    // A program that ends without reading closes the pipe; its exit code says why.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    child.on("close", (code) => resolve({ code: code ?? 1, ...result }));
  });
}
