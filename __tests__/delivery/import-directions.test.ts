import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { importsAgainstDirection } from "../../delivery/import-directions.ts";

describe("import directions", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "millrace-imports-"));
    for (const part of ["environments", "stacks", "constructs", "apps", "sandbox", "delivery"]) {
      mkdirSync(join(root, part));
    }
    cpSync("main.ts", join(root, "main.ts"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (file: string, text: string) => writeFileSync(join(root, file), text);

  it("hold in this project", () => {
    expect(importsAgainstDirection(".")).toEqual([]);
  });

  it("keep programs away from infrastructure", () => {
    write("apps/a.ts", 'import { naming } from "../stacks/naming.ts";');

    expect(importsAgainstDirection(root)).toEqual([
      'apps/a.ts: apps must not import stacks, got "../stacks/naming.ts". Move what both need.',
    ]);
  });

  it("let infrastructure take types, and nothing but types, from programs", () => {
    write("stacks/a.ts", 'import type { OciAuth } from "../apps/messaging/config.ts";');
    write("stacks/b.ts", 'import { readConfig } from "../apps/messaging/config.ts";');

    expect(importsAgainstDirection(root)).toEqual([
      'stacks/b.ts: stacks must import only types from apps, got "../apps/messaging/config.ts". Use `import type`.',
    ]);
  });

  it("keep the sandboxes apart, but for what they share", () => {
    for (const part of ["oci", "kafka", "shared"]) mkdirSync(join(root, "sandbox", part));
    write("sandbox/kafka/a.ts", 'import { x } from "../shared/x.ts";\nimport { y } from "../oci/y.ts";');
    write("sandbox/shared/a.ts", 'import { y } from "../oci/y.ts";');

    const remedy = 'got "../oci/y.ts". Move what both need to sandbox/shared.';
    expect(importsAgainstDirection(root)).toEqual([
      `sandbox/kafka/a.ts: sandbox/kafka must not import sandbox/oci, ${remedy}`,
      `sandbox/shared/a.ts: sandbox/shared must not import sandbox/oci, ${remedy}`,
    ]);
  });

  it("see re-exports and dynamic imports too", () => {
    write("sandbox/a.ts", 'export { x } from "../apps/x.ts";');
    write("sandbox/b.ts", 'const x = await import("../constructs/x.ts");');

    expect(importsAgainstDirection(root)).toEqual([
      'sandbox/a.ts: sandbox must not import apps, got "../apps/x.ts". Move what both need.',
      'sandbox/b.ts: sandbox must not import constructs, got "../constructs/x.ts". Move what both need.',
    ]);
  });
});
