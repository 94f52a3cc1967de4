import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface Checkout {
  readonly root: string;
  remove(): void;
}

/** The sources as git would check them out, with what is not committed yet, below a new folder. */
export function checkout(...path: string[]): Checkout {
  const folder = mkdtempSync(join(tmpdir(), "millrace-checkout-"));
  const root = join(folder, ...path);
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
  });
  for (const file of listed.trim().split("\n")) {
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) {
      cpSync(file, join(root, file));
    }
  }
  symlinkSync(resolve("node_modules"), join(root, "node_modules"), "junction");
  return { root, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
