import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Ended } from "./ended.ts";

/** What buildx reads on top of docker-bake.hcl: https://docs.docker.com/build/bake/overrides/ */
const override = "docker-bake.override.json";

/** The tracked files as they are now, committed, in a folder of their own; what is in two of them has the same revision. */
export class Clone {
  readonly folder = mkdtempSync(join(tmpdir(), "millrace-images-"));

  constructor(origin: string) {
    // A commit of what is not committed yet, which no branch names; nothing when all is committed.
    const tracked = git(".", ["stash", "create"]) || "HEAD";
    execFileSync("sh", ["-c", 'git archive "$0" | tar -x -C "$1"', tracked, this.folder]);
    symlinkSync(resolve("node_modules"), join(this.folder, "node_modules"), "junction");
    this.git("init", "--quiet");
    this.git("remote", "add", "origin", origin);
    appendFileSync(join(this.folder, ".git/info/exclude"), `node_modules\n${override}\n`);
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", "all");
  }

  /** Changes what all images have in common, until the next time. */
  override(target: object): void {
    writeFileSync(join(this.folder, override), JSON.stringify({ target: { program: target } }));
  }

  /** `npm run <script> -- <args>` */
  run(script: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}): Ended {
    const command = ["delivery/run.mjs", `delivery/${script}.ts`, ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: this.folder,
      encoding: "utf8",
      // The base is in another folder than the clone.
      env: { ...process.env, BUILDX_BAKE_ENTITLEMENTS_FS: "0", ...variables },
      maxBuffer: 64 * 1024 * 1024,
    });
    return { status, output: stdout + stderr };
  }

  git(...args: readonly string[]): string {
    return git(this.folder, args);
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function git(folder: string, args: readonly string[]): string {
  const date = execFileSync("git", ["log", "-1", "--format=%cI"], { encoding: "utf8" }).trim();
  return execFileSync("git", ["-c", "user.name=check", "-c", "user.email=check@example.com", ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  }).trim();
}
