import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type AdminProps, answerAdmin } from "./admin-routes.ts";
import type { Fault } from "./faults.ts";
import { readBody, requireLoopback } from "./incoming.ts";
import type { Answer, Route } from "./routes.ts";
import { ServiceError } from "./service-error.ts";

/** A call that the sandbox does not know. */
export interface UnknownCall {
  readonly method: string;
  readonly path: string;
}

/** A request before anybody looked at who sent it. */
export interface RawRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What one cloud's API adds to HTTP. */
export interface Service extends AdminProps {
  readonly routes: readonly Route[];
  readonly unknownCalls: UnknownCall[];
  /** Throws unless the caller shows credentials that are good; `route` is undefined for an unknown call. */
  readonly authenticate: (request: RawRequest, route: Route | undefined) => void;
  /** The 429 that a `throttle` fault gives. */
  readonly throttled: (fault: Fault) => Answer;
  /** Operations that take `throttle` faults themselves. @default none */
  readonly throttleThemselves?: readonly string[];
  /** Called with each answer before it goes out. */
  readonly answered?: (operation: string, answer: Answer) => void;
  /** Of every answer, those with errors too. */
  readonly headers: (request: IncomingHttpHeaders) => Readonly<Record<string, string>>;
  readonly errorBody: (error: ServiceError) => object;
}

/** Answers one request: address, credentials, faults, then the route. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  service: Service,
): Promise<void> {
  const answer = await answerRequest(request, service).catch((error: unknown) => errorAnswer(error, service));
  if (answer === "hang") return;
  if (answer === "drop") {
    request.socket.destroy();
    return;
  }
  const { status = 200, headers, body } = answer;
  const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...service.headers(request.headers),
    ...headers,
  });
  response.end(text);
}

async function answerRequest(request: IncomingMessage, service: Service): Promise<Answer | "hang" | "drop"> {
  const { method = "GET", url: target = "/", headers } = request;
  const { routes, faults, unknownCalls } = service;
  requireLoopback(request);
  const body = await readBody(request);
  const { pathname, searchParams } = new URL(target, "http://127.0.0.1");
  if (pathname.startsWith("/sandbox/")) return answerAdmin({ method, path: pathname, body }, service);

  const route = routes.find((candidate) => candidate.method === method && candidate.path.test(pathname));
  service.authenticate({ method, target, headers, body }, route);
  if (!route) {
    unknownCalls.push({ method, path: pathname });
    throw new ServiceError(501, "NotImplemented", `The sandbox does not know ${method} ${pathname}.`);
  }

  const { operation } = route;
  const latency = faults.take("latency", operation);
  if (latency) await sleep(latency.milliseconds ?? 100);
  if (faults.take("hang", operation)) return "hang";
  const refusal = refuseByFault(service, operation);
  if (refusal) return refusal;
  const path = (route.path.exec(pathname) ?? []).slice(1).map(decodeURIComponent);
  const answer = await route.handle({ operation, path, query: searchParams, headers, body });
  service.answered?.(operation, answer);
  return faults.take("drop", operation) ? "drop" : answer;
}

function refuseByFault(
  { faults, throttled, throttleThemselves = [] }: Service,
  operation: string,
): Answer | undefined {
  if (faults.take("unauthenticated", operation)) {
    throw new ServiceError(401, "NotAuthenticated", "Refused by a fault of the sandbox.");
  }
  const status = faults.take("status", operation);
  if (status) {
    throw new ServiceError(
      status.status ?? 500,
      "InternalServerError",
      "Answered by a fault of the sandbox.",
    );
  }
  if (throttleThemselves.includes(operation)) return undefined;
  const throttle = faults.take("throttle", operation);
  return throttle && throttled(throttle);
}

function errorAnswer(error: unknown, { errorBody }: Service): Answer {
  if (error instanceof ServiceError) return { status: error.status, body: errorBody(error) };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, body: errorBody(new ServiceError(500, "InternalServerError", message)) };
}
