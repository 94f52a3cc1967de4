import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { SecretFolder } from "../../../../apps/messaging/kubernetes/secret-folder.ts";

const keys = ["certificate", "key"];
const both = (text: string) => new Map(keys.map((key) => [key, Buffer.from(text)]));

describe("the folder of a Secret", () => {
  let path: string;
  let folder: SecretFolder;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "millrace-secret-folder-"));
    folder = new SecretFolder(path, keys);
  });
  afterEach(() => rmSync(path, { recursive: true }));

  it("shows whoever reads it each file whole, and always one", async () => {
    const size = 400_000;
    await folder.write(both("0".repeat(size)));
    let writing = true;
    const seen = new Set<string>();
    const read = async () => {
      while (writing) {
        const text = await readFile(join(path, "key"), "utf8");
        const [first = ""] = text;
        seen.add(text === first.repeat(size) ? first : "torn");
      }
    };
    const readers = [read(), read()];
    for (let round = 1; round <= 40; round += 1) await folder.write(both(String(round % 10).repeat(size)));
    writing = false;
    await Promise.all(readers);

    expect(seen).not.toContain("torn");
    expect(seen.size).toBeGreaterThan(1);
  });

  it("changes all files in one moment", async () => {
    await folder.write(both("a"));
    const [before] = readdirSync(path).filter((name) => name.startsWith("..version-"));
    await folder.write(both("b"));

    expect(readFileSync(join(path, "..data", "key"), "utf8")).toBe("b");
    // For who has found the old one and not opened it yet.
    expect(readFileSync(join(path, String(before), "key"), "utf8")).toBe("a");
    await folder.write(both("c"));
    expect(readdirSync(path)).not.toContain(before);
    expect(readdirSync(path)).toHaveLength(keys.length + 3);
  });

  it("writes nothing that is there already", async () => {
    expect(await folder.isWhole()).toBe(false);
    expect([await folder.write(both("a")), await folder.write(both("a"))]).toEqual([true, false]);
    expect(await new SecretFolder(path, keys).isWhole()).toBe(true);
    expect(await new SecretFolder(path, [...keys, "more"]).isWhole()).toBe(false);
  });
});
