import type { IncomingMessage } from "node:http";

export interface HttpRequest {
  readonly method?: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** PEM of the only authority that is believed. @default those of Node */
  readonly ca?: string;
}

/** A service that is asked has so long for its whole answer. */
const timeoutMs = 5_000;

/** How often a service that is busy or out of order is asked; the pause doubles. */
const attempts = 3;
const firstPauseMs = 200;

/**
 * The body of a 200. Nothing goes through a proxy: who is asked here is beside
 * the machine.
 *
 * @param remedy ends the message of every failure
 * @throws Error naming the address and what came instead
 */
export async function ask(url: string, request: HttpRequest, remedy: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const { status, body } = await send(url, request).catch((error: NodeJS.ErrnoException) => {
      const what = error.name === "AbortError" ? `nothing in ${timeoutMs / 1000} s` : error.code;
      throw new Error(`${url}: must answer, got ${what ?? error.message}. ${remedy}`);
    });
    if (status === 200) return body;
    if (attempt === attempts || (status !== 429 && status < 500)) {
      throw new Error(`${url}: must answer 200, got ${`${status} ${body.slice(0, 200)}`.trim()}. ${remedy}`);
    }
    await new Promise((resolve) => setTimeout(resolve, firstPauseMs * 2 ** (attempt - 1)));
  }
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** What a service that is busy asks for. */
  readonly retryAfterSeconds?: number;
}

/**
 * One request, whatever the answer. Node's modules are loaded only here, because
 * most credentials need no network.
 *
 * @throws Error of the connection, `AbortError` after 5 s
 */
export async function send(url: string, { method = "GET", headers, body, ca }: HttpRequest): Promise<Answer> {
  const { request } = url.startsWith("https:") ? await import("node:https") : await import("node:http");
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { method, headers, signal, ...(ca === undefined ? {} : { ca }) };
    request(url, options, resolve).once("error", reject).end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const after = Number(response.headers["retry-after"] || Number.NaN);
  return {
    status: response.statusCode ?? 0,
    body: Buffer.concat(chunks).toString(),
    ...(Number.isFinite(after) ? { retryAfterSeconds: after } : {}),
  };
}

/** Fields of an answer in JSON, which may be all there is to know about what is wrong with it. */
export function fieldsOf(answer: string, url: string, remedy: string): Partial<Record<string, unknown>> {
  try {
    return { ...JSON.parse(answer) };
  } catch {
    throw new Error(`${url}: must answer in JSON, got ${answer.slice(0, 200)}. ${remedy}`);
  }
}
