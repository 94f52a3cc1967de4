import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { DiffReport } from "../../../delivery/diff/report.ts";
import { saveReport } from "../../../delivery/diff/saved-report.ts";
import { snapshotFile } from "../../../delivery/snapshot/snapshot-file.ts";
import { type Checkout, checkout } from "../../support/checkout.ts";
import { commitAll } from "../../support/repository.ts";

interface Written {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: string;
}

/** As much of GitHub's API as a comment takes: https://docs.github.com/rest/issues/comments */
function gitHub(written: Written[]) {
  return createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const own = written.map(({ body }, index) => ({ id: index, body, user: { login: "bot" } }));
      if (request.url === "/graphql") response.end('{"data":{"viewer":{"login":"bot"}}}');
      else if (request.method === "GET") response.end(JSON.stringify(own.slice(0, 1)));
      else {
        written.push({ method: request.method, url: request.url, body: JSON.parse(text).body });
        response.end("{}");
      }
    });
  });
}

describe("npm run review", () => {
  const written: Written[] = [];
  const server = gitHub(written);
  let tree: Checkout;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    tree = checkout("project");
    commitAll(tree.root);
    const snapshot = join(tree.root, snapshotFile);
    writeFileSync(snapshot, readFileSync(snapshot, "utf8").replace("3:9:", "3:12:"));
    const stack = { status: "planned", missing: [], warnings: [], changes: [], outputs: [] };
    const save = (environment: string, ...names: string[]) =>
      saveReport(join(tree.root, "diffs"), environment, {
        stacks: names.map((name) => ({ ...stack, name })),
      } as DiffReport);
    save("oke-dev", "registry-millrace", "oke-dev-cluster");
    save("local", "registry-millrace", "local-apps");
  });
  afterAll(() => {
    server.close();
    tree.remove();
  });

  function review(fork: boolean): Promise<{ status: number | null; output: string }> {
    const repository = { full_name: fork ? "somebody/fork" : "owner/name" };
    const request = { number: 7, base: { sha: "HEAD" }, head: { repo: repository } };
    writeFileSync(join(tree.root, "event.json"), JSON.stringify({ pull_request: request }));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const args = [
      "delivery/run.mjs",
      "delivery/review.ts",
      "oke-dev",
      "oke-prod",
      "local",
      "--diffs",
      "diffs",
      "--post",
    ];
    const child = spawn(process.execPath, args, {
      cwd: tree.root,
      env: {
        PATH: process.env.PATH,
        GITHUB_EVENT_PATH: "event.json",
        GITHUB_REPOSITORY: "owner/name",
        GITHUB_API_URL: url,
        GITHUB_GRAPHQL_URL: `${url}/graphql`,
        GITHUB_TOKEN: "token-of-the-job",
        GITHUB_STEP_SUMMARY: join(tree.root, "summary.md"),
      },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    return new Promise((resolve) => child.once("close", (status) => resolve({ status, output })));
  }

  it("writes one comment, and writes it anew in place", async () => {
    const first = await review(false);
    const second = await review(false);

    expect([first, second]).toMatchObject([{ status: 0 }, { status: 0 }]);
    expect(written.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST /repos/owner/name/issues/7/comments",
      "PATCH /repos/owner/name/issues/comments/0",
    ]);
    const [{ body } = { body: "" }] = written;
    expect(body).toMatch(/^<!-- millrace:review -->\n## What this changes\n/);
    expect(body).toContain("`3:9:apps, 0:6:interruptible` → `3:12:apps, 0:6:interruptible`");
    expect(body).toContain("| `oke-dev-cluster` | 0 | 0 | 0 | 0 | no changes |");
    expect(body).toContain(
      "### `oke-prod`\n\nNot planned: the job that should plan it left no report; see its log.",
    );
    // A registry that two share.
    expect(body.match(/^\| `(registry-millrace|local-apps)` /gm)).toHaveLength(2);
    expect(`${first.output}${body}`).not.toContain("token-of-the-job");
  });

  it("writes nothing for a fork but beside its own log", async () => {
    const before = written.length;
    const { status, output } = await review(true);

    expect({ status, written: written.length }).toEqual({ status: 0, written: before });
    expect(output).toContain("## What this changes");
    expect(readFileSync(join(tree.root, "summary.md"), "utf8")).toContain("## What this changes");
  });
});
