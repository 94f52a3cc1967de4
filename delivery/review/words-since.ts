import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { imagesFile } from "../../stacks/naming.ts";
import { git } from "../git.ts";
import { snapshotChanges } from "../snapshot/snapshot-changes.ts";
import { snapshotFile, snapshotStacks } from "../snapshot/snapshot-file.ts";
import { snapshotWords } from "../snapshot/words.ts";
import { imageWords } from "./image-words.ts";

/**
 * What the snapshots, and the list of images, say now and did not where this branch left `base`, as lines of Markdown.
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
  const both = (file: string): readonly [before: string, after: string] => {
    // Not there yet: everything is new.
    const before = tryGit("show", `${left.stdout.trim()}:${file}`);
    return [before.status === 0 ? before.stdout : "", existsSync(file) ? readFileSync(file, "utf8") : ""];
  };
  const [before, after] = both(snapshotFile);
  const described = snapshotChanges(snapshotStacks(before), snapshotStacks(after));
  return [...snapshotWords(described), ...imageWords(...both(imagesFile))];
}

function tryGit(...args: readonly string[]) {
  return spawnSync("git", args, { encoding: "utf8", maxBuffer: 2 ** 28 });
}
