import { spawnSync } from "node:child_process";

/**
 * What git prints, without the end of the last line.
 *
 * @throws Error when it is not there or ends with anything but 0
 */
export function git(...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync("git", args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (error) {
    throw new Error(`git must run, got ${(error as NodeJS.ErrnoException).code}. Install it.`);
  }
  if (status !== 0) {
    const [reason = ""] = stderr.trim().split("\n");
    throw new Error(
      `git ${args[0]} must work here, got ${reason || status}. Run this in a clone of the repository.`,
    );
  }
  return stdout.trimEnd();
}
