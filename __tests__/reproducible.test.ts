import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { checkout } from "./support/checkout.ts";
import { copiesOf, layerDigest } from "./support/image-layers.ts";

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

function layers(root: string): readonly string[] {
  const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8");
  return ["producer", "consumer"].flatMap((program) =>
    copiesOf(dockerfile, program).map((copy) => layerDigest(copy, root, 1)),
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
      // Two files of two programs, each a layer of its image.
      expect(layers(near.root)).toHaveLength(4);
      expect(layers(far.root)).toEqual(layers(near.root));
    } finally {
      near.remove();
      far.remove();
    }
  }, 60_000);
});
