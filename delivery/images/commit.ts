import { readFileSync } from "node:fs";
import { git } from "../git.ts";

/** What an image is made from. */
export interface Commit {
  readonly version: string;
  readonly revision: string;
  /** Where the sources are, without a credential; empty where git knows no `origin`. */
  readonly source: string;
  /** Seconds since 1970. */
  readonly seconds: string;
  /** Repositories refuse to overwrite a tag, so every commit has its own. */
  readonly tag: string;
}

/** @throws Error when the tree differs from its commit: the image's revision would not say what is in it */
export function committed(): Commit {
  const changed = git("status", "--porcelain");
  if (changed !== "") {
    throw new Error(
      `tree must be as committed, got\n${changed}\nCommit or discard, so that the image's revision says what is in it.`,
    );
  }
  return headCommit();
}

/** Whatever the tree says. */
export function headCommit(): Commit {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  const revision = git("rev-parse", "HEAD");
  return {
    version,
    revision,
    source: origin(),
    seconds: git("log", "-1", "--format=%ct"),
    tag: `${version}-${revision.slice(0, 12)}`,
  };
}

function origin(): string {
  const [url = ""] = git("config", "--default", "", "--get", "remote.origin.url").split("\n");
  return url
    .replace(/^([a-z+]+:\/\/)[^/@]*@/, "$1")
    .replace(/^[^/@:]+@([^/:]+):/, "https://$1/")
    .replace(/\.git$/, "");
}
