import * as http from "node:http";
import * as https from "node:https";
import type { Identity } from "./auth.ts";
import { messageOf, NoAnswerError, RefusedError } from "./errors.ts";
import { signedHeaders, type UnsignedRequest } from "./signer.ts";

export interface Answer {
  /** Parsed JSON; undefined when there was no body. */
  readonly body: unknown;
  readonly headers: http.IncomingHttpHeaders;
}

interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: http.IncomingHttpHeaders;
}

/** Enough for all puts, gets and heartbeats that one program has open; more would only queue in the service. */
const connections = 32;

/**
 * Signed requests over kept connections, each with a time limit.
 *
 * Only the sign-in part of the Oracle SDK is used (auth.ts). Its StreamClient was
 * measured on top of this very client and left out, as was its SecretsClient: it
 * adds 30 to 75 % of CPU to a put of one record and up to 40 % to one of 500, its
 * requests cannot be aborted, its retries and circuit breaker print to the console,
 * and it takes longer to load. What is left is a URL and a JSON body for each of
 * the few operations in stream-api.ts.
 */
export class HttpClient {
  readonly #identity: Identity;
  readonly #timeoutMs: number;
  readonly #plain = new http.Agent({ keepAlive: true, maxSockets: connections });
  readonly #secure = new https.Agent({ keepAlive: true, maxSockets: connections });

  constructor(identity: Identity, timeoutMs: number) {
    this.#identity = identity;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Sends the request, and once more with a new credential if the service says 401.
   * Throws a {@link RefusedError} for any other answer than 2xx, a {@link NoAnswerError} when none came.
   */
  async send(request: UnsignedRequest, signal?: AbortSignal): Promise<Answer> {
    const credential = await this.#identity.credential();
    let answer = await this.#exchange(request, await signedHeaders(request, credential), signal);
    if (answer.status === 401) {
      await this.#identity.renew(credential);
      const headers = await signedHeaders(request, await this.#identity.credential());
      answer = await this.#exchange(request, headers, signal);
    }
    const body = parse(answer.text);
    if (answer.status >= 200 && answer.status < 300) return { body, headers: answer.headers };
    const { code, message } = (body ?? {}) as { readonly code?: unknown; readonly message?: unknown };
    throw new RefusedError(answer.status, String(code ?? "Unknown"), String(message ?? "no reason given"));
  }

  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }

  #exchange(
    { method, url, body }: UnsignedRequest,
    headers: http.OutgoingHttpHeaders,
    signal: AbortSignal | undefined,
  ): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const [request, agent] =
        url.protocol === "http:" ? [http.request, this.#plain] : [https.request, this.#secure];
      const outgoing = request(url, { method, headers, agent });
      // Before the socket is connected no byte of the request has left.
      let connected = false;
      outgoing.on("socket", (socket) => {
        connected = !socket.connecting;
        if (connected) return;
        socket.once("connect", () => {
          connected = true;
        });
      });
      const fail = (error: unknown) => {
        reject(new NoAnswerError(`${method} ${url.origin}${url.pathname}: ${messageOf(error)}`, connected));
        outgoing.destroy();
      };
      const timer = setTimeout(() => fail(`no answer in ${this.#timeoutMs} ms`), this.#timeoutMs);
      const abort = () => fail("given up");
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      if (signal?.aborted) abort();
      signal?.addEventListener("abort", abort);
      outgoing.on("error", fail);
      outgoing.on("close", settle);
      outgoing.on("response", (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", fail);
        incoming.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: incoming.statusCode ?? 0, text, headers: incoming.headers });
        });
      });
      outgoing.end(body);
    });
  }
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy on the way may answer with a page; its status says enough.
    return undefined;
  }
}
