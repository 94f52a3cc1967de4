import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answerAdmin } from "./admin-routes.ts";
import type { Resources } from "./control/resources.ts";
import { notAuthenticated, OciServiceError, tooManyRequests } from "./errors.ts";
import type { Faults } from "./faults.ts";
import type { Answer, Route } from "./routes.ts";
import { type FindKey, verifySignature } from "./signature.ts";

/** A call that the sandbox does not know. */
export interface UnknownCall {
  readonly method: string;
  readonly path: string;
}

export interface RequestHandlerProps {
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly findKey: FindKey;
  readonly unknownCalls: UnknownCall[];
  readonly resources: Resources;
}

/** Generous: a request of 1 MiB is 1.4 MiB in base64, and more when its records are tiny. */
const maximumBodyBytes = 32 * 1_048_576;

/** Answers one request: address, signature, faults, then the route. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  props: RequestHandlerProps,
): Promise<void> {
  const answer = await answerRequest(request, props).catch(errorAnswer);
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
    "opc-request-id": `${request.headers["opc-request-id"] ?? ""}/${randomUUID()}`,
    ...headers,
  });
  response.end(text);
}

async function answerRequest(
  request: IncomingMessage,
  { routes, faults, findKey, unknownCalls, resources }: RequestHandlerProps,
): Promise<Answer | "hang" | "drop"> {
  const { method = "GET", url: target = "/", headers } = request;
  requireLoopback(request);
  const body = await readBody(request);
  const { pathname, searchParams } = new URL(target, "http://127.0.0.1");
  if (pathname.startsWith("/sandbox/"))
    return answerAdmin({ method, path: pathname, body }, { faults, unknownCalls, resources });

  const route = routes.find((candidate) => candidate.method === method && candidate.path.test(pathname));
  const bodyMayBeUnsigned = route?.bodyMayBeUnsigned ?? false;
  verifySignature({ method, target, headers, body, bodyMayBeUnsigned }, findKey, Date.now());
  if (!route) {
    unknownCalls.push({ method, path: pathname });
    throw new OciServiceError(501, "NotImplemented", `The sandbox does not know ${method} ${pathname}.`);
  }

  const { operation } = route;
  const latency = faults.take("latency", operation);
  if (latency) await sleep(latency.milliseconds ?? 100);
  if (faults.take("hang", operation)) return "hang";
  refuseByFault(faults, operation);
  const path = (route.path.exec(pathname) ?? []).slice(1).map(decodeURIComponent);
  const answer = await route.handle({ operation, path, query: searchParams, headers, body });
  const workRequestId = answer.headers?.["opc-work-request-id"];
  if (workRequestId !== undefined && faults.take("fail-work", operation)) {
    resources.failWork(workRequestId, "Out of host capacity. (A fault of the sandbox.)");
  }
  return faults.take("drop", operation) ? "drop" : answer;
}

/** A put that is throttled is answered 200, so it throttles its entries itself. */
function refuseByFault(faults: Faults, operation: string): void {
  if (faults.take("unauthenticated", operation)) throw notAuthenticated("Refused by a fault of the sandbox.");
  const status = faults.take("status", operation);
  if (status) {
    throw new OciServiceError(
      status.status ?? 500,
      "InternalServerError",
      "Answered by a fault of the sandbox.",
    );
  }
  if (operation !== "PutMessages" && faults.take("throttle", operation)) {
    throw tooManyRequests("User-rate limit exceeded.");
  }
}

/** Keeps web pages out that have their own name resolve to this machine. */
function requireLoopback({ headers, socket }: IncomingMessage): void {
  const port = socket.localPort;
  if (headers.host === `127.0.0.1:${port}` || headers.host === `localhost:${port}`) return;
  throw new OciServiceError(
    403,
    "NotAllowed",
    `The sandbox answers only to 127.0.0.1:${port} and localhost:${port}, got ${headers.host}. Use one of them.`,
  );
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maximumBodyBytes) {
      throw new OciServiceError(413, "PayloadTooLarge", `The body is larger than ${maximumBodyBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function errorAnswer(error: unknown): Answer {
  if (error instanceof OciServiceError) {
    return { status: error.status, body: { code: error.code, message: error.message } };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, body: { code: "InternalServerError", message } };
}
