import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { brokenReferences } from "../../delivery/broken-references.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "millrace-documents-"));
  mkdirSync(join(root, "docs"));
  writeFileSync(join(root, "package.json"), JSON.stringify({ scripts: { plan: "" } }));
  writeFileSync(join(root, "docs", "deploy.md"), "# Deploy `oke-dev`, twice\n\n## Before\n\n## Before\n");
});
afterEach(() => rmSync(root, { recursive: true }));

function broken(text: string): readonly string[] {
  writeFileSync(join(root, "README.md"), text);
  return brokenReferences(root);
}

it("documents may refer to files, headings and npm scripts that are there, and to the web", () => {
  const text =
    "# Top\n[a](docs/deploy.md) [b](docs/deploy.md#deploy-oke-dev-twice) [c](docs/deploy.md#before-1) [d](#top) " +
    "[e](https://example.com/#no) `npm run plan`\n\n```\n[f](code.md)\n```\n";

  expect(broken(text)).toEqual([]);
});

it("a link to nothing, to no heading and a script that is not there are named", () => {
  expect(broken("[a](docs/gone.md) [b](docs/deploy.md#after) `npm run plans`")).toEqual([
    "README.md: link must lead to something, got docs/gone.md. Correct it.",
    "README.md: link must lead to something, got docs/deploy.md#after. Correct it.",
    "README.md: npm run must name a script of package.json, got plans. Correct it.",
  ]);
});
