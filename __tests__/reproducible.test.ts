import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { checkout } from "./support/checkout.ts";

function hashes(root: string): Record<string, string> {
  // Nothing on PATH: Node is all that these need, no Terraform, no git.
  const options = { cwd: root, env: { PATH: "" } };
  execFileSync(process.execPath, ["delivery/run.mjs", "main.ts"], options);
  execFileSync(process.execPath, ["delivery/run.mjs", "delivery/build.ts"], options);
  const files = ["cdktf.out", "dist"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return Object.fromEntries(
    files
      .sort()
      .map((file) => [
        file.slice(root.length + 1),
        createHash("sha256").update(readFileSync(file)).digest("hex"),
      ]),
  );
}

describe("what synth and build write", () => {
  it("is the same, byte for byte, in two checkouts in different folders", () => {
    const near = checkout("a");
    const far = checkout("some", "other", "folder");
    try {
      const expected = hashes(near.root);

      expect(Object.keys(expected)).toEqual(
        expect.arrayContaining(["cdktf.out/manifest.json", "dist/consumer.mjs", "dist/producer.mjs"]),
      );
      expect(hashes(far.root)).toEqual(expected);
    } finally {
      near.remove();
      far.remove();
    }
  }, 60_000);
});
