import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer, request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { type Duplex, pipeline } from "node:stream";
import { createLoopbackCertificate } from "./certificate.ts";
import type { KubernetesApi } from "./kubeconfig.ts";

export interface KubernetesEndpointProps {
  /** Throws what is wrong with the header of that name; who passes is let in. */
  readonly authenticate: (authorization: string | undefined) => void;
  /** The API server behind the endpoint. @default none: whoever is let in is answered 503 */
  readonly api?: KubernetesApi | undefined;
}

/** The address of one cluster's Kubernetes API. */
export interface KubernetesEndpoint {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** PEM */
  readonly caCertificate: string;
  /** Cuts every connection, watches and port-forwards too. */
  close(): Promise<void>;
}

/**
 * Starts the API endpoint of a cluster on any free port of 127.0.0.1. It lets in
 * who brings a token of this cluster and passes the request on as it comes:
 * bodies and watches are streamed, and upgrades (exec, logs, port-forward) go
 * through.
 */
export async function startKubernetesEndpoint(props: KubernetesEndpointProps): Promise<KubernetesEndpoint> {
  const { certificate, key } = createLoopbackCertificate();
  const upgraded = new Set<Duplex>();
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const refusal = refuse(request, props);
    if (refusal) return answerStatus(response, refusal);
    const upstream = forward(request, props.api);
    response.once("close", () => upstream.destroy());
    upstream
      .on("response", (answer) => {
        response.writeHead(answer.statusCode ?? 502, withoutConnection(answer.headers));
        // A watch may have nothing to say for minutes; its reader wants to know that it began.
        response.flushHeaders();
        pipeline(answer, response, () => {});
      })
      .on("error", (error) => {
        if (response.headersSent) response.destroy();
        else answerStatus(response, unreachable(error));
      });
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket);
    socket.on("close", () => upgraded.delete(socket)).on("error", () => socket.destroy());
    const refusal = refuse(request, props);
    if (refusal) return endWithStatus(socket, refusal);
    const upstream = forward(request, props.api);
    socket.once("close", () => upstream.destroy());
    upstream
      .on("upgrade", (answer, upstreamSocket, upstreamHead) => {
        socket.write(rawHead(answer, answer.rawHeaders));
        socket.write(upstreamHead);
        upstreamSocket.write(head);
        upstreamSocket.on("error", () => socket.destroy()).on("close", () => socket.destroy());
        socket.on("close", () => upstreamSocket.destroy());
        upstreamSocket.pipe(socket).pipe(upstreamSocket);
      })
      // The API server says no to an upgrade with an ordinary answer.
      .on("response", (answer) => {
        const headers = Object.entries(withoutConnection(answer.headers)).flat().map(String);
        socket.write(rawHead(answer, [...headers, "connection", "close"]));
        pipeline(answer, socket, () => {});
      })
      .on("error", (error) => endWithStatus(socket, unreachable(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    caCertificate: certificate,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
      await closed;
    },
  };
}

/** Kubernetes' way to say no: a Status. */
interface Refusal {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

function refuse(request: IncomingMessage, props: KubernetesEndpointProps): Refusal | undefined {
  try {
    props.authenticate(request.headers.authorization);
  } catch (error) {
    // The real one says "Unauthorized" and no more.
    return { code: 401, reason: "Unauthorized", message: `Unauthorized: ${(error as Error).message}` };
  }
  if (props.api) return undefined;
  const message =
    "The sandbox has no API server behind this cluster. Start it with SANDBOX_KUBECONFIG=<a kubeconfig file>.";
  return { code: 503, reason: "ServiceUnavailable", message };
}

const unreachable = (error: Error): Refusal => ({
  code: 503,
  reason: "ServiceUnavailable",
  message: `The API server behind the sandbox's cluster did not answer: ${error.message}`,
});

/** The caller's token stays here: the API server sees the kubeconfig's certificate in its place. */
function forward(request: IncomingMessage, api: KubernetesApi | undefined): ClientRequest {
  if (!api) throw new Error("sandbox: a request was let in with no API server to pass it on to.");
  const { server, ca, cert, key } = api;
  const { upgrade } = request.headers;
  const { authorization: _, ...headers } = withoutConnection(request.headers);
  const upstream = httpsRequest({
    hostname: server.hostname.replace(/^\[|\]$/g, ""),
    port: server.port || 443,
    method: request.method,
    path: `${server.pathname.replace(/\/$/, "")}${request.url}`,
    headers: {
      ...headers,
      host: server.host,
      ...(upgrade === undefined ? {} : { connection: "Upgrade", upgrade }),
    },
    ca,
    cert,
    key,
    // A connection that becomes something else is of no use to the next request.
    ...(upgrade === undefined ? {} : { agent: false }),
  });
  if (upgrade === undefined) pipeline(request, upstream, () => {});
  else upstream.end();
  return upstream;
}

/** Without the headers that are between two neighbours only (RFC 9110, 7.6.1). */
function withoutConnection(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection, "keep-alive": keepAlive, "transfer-encoding": encoding, upgrade, ...rest } = headers;
  return rest;
}

const statusBody = (refusal: Refusal) =>
  JSON.stringify({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", ...refusal });

function answerStatus(response: ServerResponse, refusal: Refusal): void {
  const body = statusBody(refusal);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  response.writeHead(refusal.code, headers).end(body);
}

function endWithStatus(socket: Duplex, refusal: Refusal): void {
  const body = statusBody(refusal);
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 ${refusal.code} ${refusal.reason}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** For a socket that Node no longer speaks HTTP on. */
function rawHead({ statusCode, statusMessage }: IncomingMessage, headers: readonly string[]): string {
  const lines = Array.from({ length: headers.length / 2 }, (_, index) =>
    headers.slice(index * 2, index * 2 + 2).join(": "),
  );
  return [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...lines, "", ""].join("\r\n");
}
