import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import { pino } from "pino";
import { EventFeed, type EventsOptions } from "../../../../apps/messaging/http/events.ts";
import { type HttpServer, startHttpServer } from "../../../../apps/messaging/http/server.ts";
import { until } from "../../../support/running-program.ts";

interface Client {
  readonly response: IncomingMessage;
  text: string;
}

let server: HttpServer;
let feed: EventFeed;
let asked: number;

async function serve(options: Partial<EventsOptions> = {}): Promise<void> {
  asked = 0;
  feed = new EventFeed({ event: "state", state: () => ({ asked: ++asked }), ...options });
  const log = pino({ level: "silent" });
  server = await startHttpServer({ "GET /api/events": feed.handler }, { host: "127.0.0.1", port: 0, log });
}

async function listen(): Promise<Client> {
  const request = get(`http://127.0.0.1:${server.port}/api/events`, { agent: false });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const client = { response, text: "" };
  response.setEncoding("utf8").on("error", () => {});
  response.on("data", (chunk: string) => {
    client.text += chunk;
  });
  return client;
}

const events = ({ text }: Client) => text.split("\n\n").filter((frame) => frame.startsWith("event: "));

afterEach(async () => {
  feed.close();
  await server.close();
});

describe("an event feed", () => {
  it("sends the state at once, and again when it has changed", async () => {
    await serve({ everyMs: 1 });
    const client = await listen();
    expect(client.response.headers).toMatchObject({
      "content-type": "text/event-stream",
      "cache-control": "no-store",
    });
    await until(() => events(client).length === 1, "the first state");
    expect(client.text).toBe('event: state\ndata: {"asked":1}\n\n');
    feed.changed();
    await until(() => events(client).length === 2, "the second state");
    expect(events(client)[1]).toBe('event: state\ndata: {"asked":2}');
  });

  it("asks for the state once for all clients, and not at all without one", async () => {
    await serve({ everyMs: 1 });
    feed.changed();
    expect(asked).toBe(0);
    const clients = await Promise.all([listen(), listen(), listen()]);
    await until(() => clients.every((client) => events(client).length === 1), "the first states");
    feed.changed();
    await until(() => clients.every((client) => events(client).length === 2), "the second states");
    expect(asked).toBe(4);
  });

  it("sends at most one event an interval, however much changes", async () => {
    await serve({ everyMs: 200 });
    const client = await listen();
    await until(() => events(client).length === 1, "the first state");
    const began = Date.now();
    while (Date.now() - began < 500) {
      feed.changed();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(events(client).length).toBeGreaterThanOrEqual(3);
    expect(events(client).length).toBeLessThanOrEqual(5);
  });

  it("holds one state for a client that does not read, serves the others, and drops it when it stays silent", async () => {
    const padding = "x".repeat(4_000_000);
    await serve({ everyMs: 5, heartbeatMs: 60, state: () => ({ asked: ++asked, padding }) });
    const dead = await listen();
    dead.response.pause();
    const gone = new Promise((resolve) => dead.response.once("close", resolve));
    let seen = 0;
    const live = await listen();
    live.response.removeAllListeners("data").on("data", (chunk: string) => {
      if (chunk.includes("event: state")) seen += 1;
    });
    const changing = setInterval(() => feed.changed(), 5);
    await until(() => asked >= 10 && seen > 1, "states for the client that reads");
    await until(() => server.inFlight() === 1, "the silent client to be dropped");
    clearInterval(changing);
    dead.response.resume();
    await gone;
  });

  it("keeps idle connections alive with comments", async () => {
    await serve({ heartbeatMs: 20 });
    const client = await listen();
    await until(() => client.text.endsWith(": still here\n\n: still here\n\n"), "two heartbeats");
  });

  it("refuses one client too many", async () => {
    await serve({ maxClients: 1 });
    await listen();
    const { response } = await listen();
    expect(response.statusCode).toBe(503);
    expect(response.headers["retry-after"]).toBe("5");
  });

  it("ends every client's stream at a close, so that the server can close", async () => {
    await serve();
    const client = await listen();
    const ended = once(client.response, "end");
    feed.close();
    await ended;
    await server.close();
    expect(server.inFlight()).toBe(0);
  });
});
