import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";

const script = readFileSync(join("charts", "stream-app", "files", "test-ready.mjs"), "utf8");
const servers: ReturnType<typeof createServer>[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Runs the script as the test's pod does, against a program that answers like this. */
async function helmTest(program: RequestListener): Promise<{ code: number; output: string }> {
  const server = createServer(program).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    env: { SERVICE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const [code] = await once(child, "close");
  return { code, output };
}

const version = JSON.stringify({ version: "1.2.3", revision: "abc", podName: "producer-1", startedAt: "…" });

describe("helm test", () => {
  it("passes when the program is ready and says which it is", async () => {
    const { code, output } = await helmTest((request, response) => {
      response.end(request.url === "/version" ? version : "{}");
    });
    expect(output).toBe("ready: version 1.2.3, revision abc, pod producer-1\n");
    expect(code).toBe(0);
  });

  it("waits for a program that is not ready yet", async () => {
    let asked = 0;
    const { code } = await helmTest((request, response) => {
      asked += 1;
      response.writeHead(request.url === "/readyz" && asked < 3 ? 503 : 200);
      response.end(request.url === "/version" ? version : "{}");
    });
    expect({ code, asked }).toEqual({ code: 0, asked: 4 });
  });

  it("fails when something else answers", async () => {
    const { code, output } = await helmTest((_request, response) => {
      response.end("{}");
    });
    expect(code).toBe(1);
    expect(output).toMatch(/\/version: names no version or no pod/);
  });
});
