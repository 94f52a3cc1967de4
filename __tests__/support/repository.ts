import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";

/** Runs git in a folder, as somebody who has a name. @returns what it prints */
export function git(folder: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" }).trim();
}

/** Makes a folder a repository, with all that is in it in one commit. */
export function commitAll(folder: string): void {
  git(folder, "init", "--quiet");
  // A linked node_modules is a file to git, which `node_modules/` does not ignore.
  appendFileSync(join(folder, ".git/info/exclude"), "node_modules\n");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "all");
}
