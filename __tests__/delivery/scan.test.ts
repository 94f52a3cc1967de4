import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

/** As much of an npm registry as an audit takes: of these packages every version is vulnerable. */
function registry(vulnerable: readonly string[], severity: string) {
  const advisory = (name: string) => ({
    id: 1,
    url: "https://github.com/advisories/GHSA-2222-2222-2222",
    title: `${name} leaks`,
    severity,
    vulnerable_versions: "*",
  });
  const known = (asked: Buffer) => {
    const names = Object.keys(JSON.parse(gunzipSync(asked).toString()));
    return Object.fromEntries(
      names.filter((name) => vulnerable.includes(name)).map((name) => [name, [advisory(name)]]),
    );
  };
  return createServer(async (request, response) => {
    const body = await buffer(request);
    response.end(
      JSON.stringify(
        request.url?.endsWith("/bulk") ? known(body) : { name: request.url?.slice(1), versions: {} },
      ),
    );
  });
}

const registries = {
  // The one is bundled, though to npm it is optional, the other is not.
  high: registry(["pg-cloudflare", "jest"], "high"),
  without: createServer((request, response) => {
    request.resume().once("end", () => response.writeHead(405).end("{}"));
  }),
  broken: createServer((request) => request.destroy()),
};

describe("npm run scan, by the npm of this machine", () => {
  const cache = mkdtempSync(join(tmpdir(), "millrace-scan-"));
  beforeAll(async () => {
    for (const server of Object.values(registries)) {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
    }
  });
  afterAll(() => {
    for (const server of Object.values(registries)) server.close();
    rmSync(cache, { recursive: true, force: true });
  });

  async function scan(of: keyof typeof registries, args: readonly string[]) {
    const child = spawn(process.execPath, ["delivery/run.mjs", "delivery/scan.ts", ...args], {
      env: {
        ...process.env,
        npm_config_omit: "optional",
        npm_config_registry: `http://127.0.0.1:${(registries[of].address() as AddressInfo).port}`,
        npm_config_fetch_retries: "0",
        // npm keeps what it was told of a vulnerability.
        npm_config_cache: cache,
      },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (text) => {
      stdout += text;
    });
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    const [status] = await once(child, "close");
    return { status, stdout, stderr };
  }
  const found = "high      pg-cloudflare@\\S+  GHSA-2222-2222-2222  pg-cloudflare leaks";

  it.each([
    [
      "high",
      [],
      1,
      new RegExp(`^${found}  \\(refused\\)\n\\d+ packages in the bundles, 1 of 1 finding refused at high\n$`),
      /^$/,
    ],
    [
      "high",
      ["--threshold", "critical"],
      0,
      new RegExp(`^${found}  \\(below the threshold\\)\n.*, 0 of 1`),
      /^$/,
    ],
    ["without", [], 0, /^scan: skipped: the registry offers no audit \(405\)\n$/, /^$/],
    ["broken", [], 1, /^$/, /^scan: npm audit must say vulnerabilities, got .+\. Try again\.\n$/],
  ] as const)("with a registry that is %s, %j: %i", async (of, args, status, stdout, stderr) => {
    expect(await scan(of, args)).toEqual({
      status,
      stdout: expect.stringMatching(stdout),
      stderr: expect.stringMatching(stderr),
    });
  });
});
