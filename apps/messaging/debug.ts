import { Session } from "node:inspector/promises";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { getHeapSnapshot } from "node:v8";
import type { Logger } from "pino";
import { HttpProblem } from "./http/answer.ts";
import { type HttpRequest, type HttpServer, startHttpServer } from "./http/server.ts";

const MAX_SECONDS = 120;

/**
 * Profiles for whoever can reach 127.0.0.1, such as `kubectl port-forward`: the heap holds every secret that the
 * program has read.
 *
 * @param port 0 takes any free one
 * @throws when the port is taken
 */
export async function startDebugServer(port: number, log: Logger): Promise<HttpServer> {
  const server = await startHttpServer(
    {
      "GET /debug/profile": async (request) => {
        const seconds = readSeconds(request);
        log.info({ seconds }, "profile taken");
        const body = JSON.stringify(await profile(seconds));
        return { status: 200, headers: attachment("millrace.cpuprofile"), body };
      },
      "GET /debug/heap": () => {
        log.info("heap snapshot taken");
        return {
          status: 200,
          headers: attachment("millrace.heapsnapshot"),
          // The client may go away meanwhile; then the rest is dropped.
          stream: (response) => void pipeline(getHeapSnapshot(), response).catch(() => {}),
        };
      },
    },
    { host: "127.0.0.1", port, log },
  );
  log.warn({ port: server.port }, "debug port open on 127.0.0.1");
  return server;
}

/** What the processor did for so many seconds, as Chromium's developer tools read it. */
async function profile(seconds: number): Promise<object> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.start");
    await sleep(seconds * 1000);
    const { profile: taken } = await session.post("Profiler.stop");
    return taken;
  } finally {
    session.disconnect();
  }
}

function readSeconds({ query }: HttpRequest): number {
  const text = query.get("seconds") ?? "10";
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
    throw new HttpProblem({
      status: 400,
      title: "Bad Request",
      detail: `seconds must be a number above 0 and at most ${MAX_SECONDS}, got ${JSON.stringify(text)}.`,
    });
  }
  return seconds;
}

function attachment(name: string): Readonly<Record<string, string>> {
  return {
    "content-type": "application/json",
    "content-disposition": `attachment; filename="${name}"`,
    "cache-control": "no-store",
  };
}
