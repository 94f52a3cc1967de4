import { git } from "../git.ts";

/**
 * The commit that is checked out, as long as no file of it is changed. What is
 * new and not in it changes what synth writes, if anything, and is noticed there.
 *
 * @throws Error when a file is changed
 */
export function cleanCommit(): string {
  const changed = git("status", "--porcelain", "--untracked-files=no");
  if (changed !== "") {
    throw new Error(
      `working tree must be as committed, got changes:\n${changed}\nCommit or stash them, so that a plan says what it was made from.`,
    );
  }
  return git("rev-parse", "HEAD");
}
