import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Logger } from "pino";
import { type Answer, HttpProblem } from "./answer.ts";

export interface HttpRequest {
  readonly query: URLSearchParams;
  readonly message: IncomingMessage;
}

export type Handler = (request: HttpRequest) => Answer | Promise<Answer>;

/** Handlers by method and path: `GET /version`. A GET answers HEAD too. */
export type Routes = Readonly<Record<string, Handler>>;

export interface HttpServer {
  readonly port: number;
  /** Requests that have not been answered in full. */
  inFlight(): number;
  /** Takes no new connections, resolves when every request in flight is answered and every connection closed. */
  close(): Promise<void>;
}

const securityHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
} as const;

/** Longer than the idle timeout of the load balancers in front (60 s), so that they never reuse a closed connection. */
const KEEP_ALIVE_MS = 65_000;

/** A client that takes longer to send its request is cut off; a stop waits no longer than this for it. */
const REQUEST_MS = 10_000;

/** Listens on `host:port`; rejects when the port is taken. */
export async function startHttpServer(
  routes: Routes,
  { host, port, log }: { readonly host: string; readonly port: number; readonly log: Logger },
): Promise<HttpServer> {
  let closing = false;
  /** Requests in flight of each open connection. */
  const connections = new Map<Socket, number>();
  const count = (socket: Socket, change: number) => {
    const inFlight = (connections.get(socket) ?? 0) + change;
    if (connections.has(socket)) connections.set(socket, inFlight);
    if (closing && inFlight === 0) socket.destroySoon();
  };
  const timeouts = {
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_MS,
    headersTimeout: REQUEST_MS,
  };
  const server = createServer(timeouts, (message, response) => {
    const { socket } = message;
    count(socket, 1);
    response.once("close", () => count(socket, -1));
    response.on("error", () => {}); // The client went away; "close" follows.
    void answer(routes, message, log).then((given) => {
      if (closing) response.setHeader("connection", "close");
      write(given, message, response);
    });
  });
  server.on("connection", (socket) => {
    connections.set(socket, 0);
    socket.once("close", () => connections.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    inFlight: () => [...connections.values()].reduce((sum, inFlight) => sum + inFlight, 0),
    close: () =>
      new Promise((resolve) => {
        closing = true;
        server.close(() => resolve());
        // Node's closeIdleConnections spares connections that never sent anything, and browsers keep such in reserve.
        for (const socket of connections.keys()) count(socket, 0);
      }),
  };
}

async function answer(routes: Routes, message: IncomingMessage, log: Logger): Promise<Answer> {
  try {
    const [path = "", query] = (message.url ?? "").split("?", 2);
    return await findHandler(routes, message, path)({ query: new URLSearchParams(query), message });
  } catch (error) {
    if (error instanceof HttpProblem) return error.toAnswer();
    log.error({ err: error, method: message.method, url: message.url }, "request failed");
    return new HttpProblem({
      status: 500,
      title: "Internal Server Error",
      detail: "The request failed for a reason that the log names.",
    }).toAnswer();
  }
}

function findHandler(routes: Routes, message: IncomingMessage, path: string): Handler {
  const method = message.method === "HEAD" ? "GET" : message.method;
  const key = `${method} ${path}`;
  if (Object.hasOwn(routes, key)) return routes[key] as Handler;
  const allowed = Object.keys(routes)
    .filter((route) => route.slice(route.indexOf(" ") + 1) === path)
    .map((route) => route.slice(0, route.indexOf(" ")));
  if (allowed.length === 0) throw notFound(path);
  throw new HttpProblem({
    status: 405,
    title: "Method Not Allowed",
    detail: `${path} answers ${allowed.join(" and ")}, got ${message.method}.`,
    headers: { allow: allowed.includes("GET") ? [...allowed, "HEAD"].join(", ") : allowed.join(", ") },
  });
}

function notFound(path: string): HttpProblem {
  return new HttpProblem({ status: 404, title: "Not Found", detail: `There is nothing at ${path}.` });
}

function write(given: Answer, message: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries({ ...securityHeaders, ...given.headers })) {
    response.setHeader(name, value);
  }
  response.statusCode = given.status;
  if (given.stream && message.method !== "HEAD") {
    given.stream(response);
    return;
  }
  if (given.body !== undefined) response.setHeader("content-length", Buffer.byteLength(given.body));
  response.end(message.method === "HEAD" ? undefined : given.body);
}
