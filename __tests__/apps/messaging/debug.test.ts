import { afterEach, describe, expect, it } from "@jest/globals";
import { pino } from "pino";
import { startDebugServer } from "../../../apps/messaging/debug.ts";
import type { HttpServer } from "../../../apps/messaging/http/server.ts";

describe("the debug port", () => {
  let server: HttpServer;
  afterEach(() => server.close());

  const lines: string[] = [];
  const log = pino({ base: {} }, { write: (line: string) => void lines.push(line) });
  const start = async () => {
    server = await startDebugServer(0, log);
    return `http://127.0.0.1:${server.port}`;
  };

  it("gives a CPU profile of so many seconds, and says that it is open", async () => {
    const url = await start();
    const answer = await fetch(`${url}/debug/profile?seconds=0.05`);
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="millrace.cpuprofile"');
    const profile = (await answer.json()) as { nodes: unknown[]; startTime: number; endTime: number };
    expect(profile.nodes.length).toBeGreaterThan(0);
    expect(profile.endTime - profile.startTime).toBeGreaterThanOrEqual(50_000);
    expect(lines.join("")).toContain("debug port open on 127.0.0.1");
  });

  it("refuses a time that would take for ever", async () => {
    const answer = await fetch(`${await start()}/debug/profile?seconds=1e9`);
    expect(await answer.json()).toMatchObject({
      status: 400,
      detail: 'seconds must be a number above 0 and at most 120, got "1e9".',
    });
  });

  it("is not there for other addresses of the machine", async () => {
    await start();
    // The whole of 127.0.0.0/8 is this machine, and the server listens at one address of it.
    await expect(fetch(`http://127.0.0.2:${server.port}/debug/heap`)).rejects.toThrow("fetch failed");
  });
});
