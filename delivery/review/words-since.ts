import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { git } from "../git.ts";
import { snapshotChanges } from "../snapshot/snapshot-changes.ts";
import { snapshotFile, snapshotStacks } from "../snapshot/snapshot-file.ts";
import { snapshotWords } from "../snapshot/words.ts";

/**
 * What the snapshots say now and did not where this branch left `base`, as lines of Markdown.
 *
 * @throws Error when that commit is not here, or a snapshot cannot be read
 */
export function wordsSince(base: string): readonly string[] {
  git("rev-parse", "--git-dir");
  const left = tryGit("merge-base", "--end-of-options", base, "HEAD");
  if (left.status !== 0) {
    throw new Error(
      `--base must be a commit that is here and that HEAD comes from, got ${base}. ` +
        `Fetch it: git fetch --unshallow, or a checkout with all of its history.`,
    );
  }
  // Not there yet: everything is new.
  const before = tryGit("show", `${left.stdout.trim()}:${snapshotFile}`);
  const after = existsSync(snapshotFile) ? readFileSync(snapshotFile, "utf8") : "";
  return snapshotWords(
    snapshotChanges(snapshotStacks(before.status === 0 ? before.stdout : ""), snapshotStacks(after)),
  );
}

function tryGit(...args: readonly string[]) {
  return spawnSync("git", args, { encoding: "utf8", maxBuffer: 2 ** 28 });
}
