import { fileProblem } from "./file-problem.ts";

/**
 * Runs what an npm script is for. With `--help` it prints the usage and does
 * nothing else. What goes wrong is one message, and the program ends with 1.
 */
export function runCommand(name: string, usage: string, main: () => Promise<void> | void): void {
  if (process.argv.slice(2).some((argument) => argument === "--help" || argument === "-h")) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  Promise.resolve()
    .then(main)
    .catch((error: unknown) => {
      const message = fileProblem(error) ?? (error instanceof Error ? error.message : String(error));
      process.stderr.write(`${name}: ${message}\n`);
      process.exitCode = 1;
    });
}
