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
async function helmTest(program: RequestListener, seconds = 30) {
  const server = createServer(program).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return run((server.address() as AddressInfo).port, seconds);
}

async function run(port: number, seconds: number): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    env: { SERVICE_URL: `http://127.0.0.1:${port}`, SECONDS: String(seconds) },
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
    expect(output).toMatch(/^http:\S+\/version: names no version or no pod\n$/);
  });

  it("tells in one line what the program has not", async () => {
    const reasons = '{"ready":false,"reasons":["no broker answers"]}';
    const { code, output } = await helmTest((_request, response) => {
      response.writeHead(503).end(reasons);
    }, 0);

    expect(code).toBe(1);
    expect(output).toMatch(/^http:\S+\/readyz: must be answered within 0 s, got 503 \{.*\}\n$/);
    expect(output).toContain(reasons);
  });

  it("tells that nobody is ready where a Service refuses", async () => {
    // compressnet, where nobody listens and which fetch does not refuse by itself.
    const { code, output } = await run(2, 0);

    expect({ code, output }).toEqual({
      code: 1,
      output:
        "http://127.0.0.1:2/readyz: must be answered within 0 s, got connect ECONNREFUSED 127.0.0.1:2: no pod is ready\n",
    });
  });
});
