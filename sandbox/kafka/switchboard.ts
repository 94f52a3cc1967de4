import type { IncomingMessage, ServerResponse } from "node:http";
import { answerAdmin } from "../shared/admin-routes.ts";
import { type HttpServer, startHttpServer } from "../shared/http-server.ts";
import { readBody, requireLoopback } from "../shared/incoming.ts";
import { jsonBody } from "../shared/json-body.ts";
import type { Answer } from "../shared/routes.ts";
import { ServiceError } from "../shared/service-error.ts";
import { portTaken } from "./port-taken.ts";
import type { KafkaSandbox } from "./server.ts";

/**
 * Kafka's protocol has no place for the sandbox's own switches, so they have an
 * HTTP server on 127.0.0.1. Beside those of every sandbox (faults, unknown
 * calls, and the topics as its resources):
 * - `POST /sandbox/restart`, with `{"milliseconds"}` that it stays down, answers when it is back
 * - `POST /sandbox/cut-connections`
 * - `POST /sandbox/kick-members`, with the `{"group"}` or of all groups
 *
 * Rejects with code EADDRINUSE when the port is taken; 0 takes any that is free.
 */
export async function startSwitchboard(sandbox: KafkaSandbox, port: number): Promise<HttpServer> {
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    void respond(sandbox, request, response);
  return startHttpServer(port, listener).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EADDRINUSE" ? portTaken(port, error) : error;
  });
}

async function respond(sandbox: KafkaSandbox, request: IncomingMessage, response: ServerResponse) {
  const { status = 200, body } = await answer(sandbox, request).catch(errorAnswer);
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function answer(sandbox: KafkaSandbox, request: IncomingMessage): Promise<Answer> {
  requireLoopback(request);
  const { method = "GET", url: path = "/" } = request;
  const body = await readBody(request);
  if (method === "POST" && path === "/sandbox/restart") {
    const { milliseconds = 0 } = jsonBody({ body });
    if (typeof milliseconds !== "number" || !(milliseconds >= 0 && milliseconds <= 600_000)) {
      throw new ServiceError(400, "InvalidParameter", "milliseconds must be a number from 0 to 600000.");
    }
    await sandbox.restart(milliseconds);
    return { body: { milliseconds } };
  }
  if (method === "POST" && path === "/sandbox/cut-connections") {
    return { body: { connections: sandbox.cutConnections() } };
  }
  if (method === "POST" && path === "/sandbox/kick-members") {
    const { group } = jsonBody({ body });
    return { body: { members: sandbox.kickMembers(typeof group === "string" ? group : undefined) } };
  }
  const { faults, unknownCalls } = sandbox;
  const change = () => {
    throw new ServiceError(404, "NotFound", "A topic is changed by a client of Kafka.");
  };
  return answerAdmin({ method, path, body }, { faults, unknownCalls, resources: sandbox.topics, change });
}

function errorAnswer(error: unknown): Answer {
  const { status, code } =
    error instanceof ServiceError ? error : { status: 500, code: "InternalServerError" };
  return { status, body: { code, message: error instanceof Error ? error.message : String(error) } };
}
