import { createHash, createSign } from "node:crypto";
import { readFileSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { OciSandbox } from "../../../sandbox/oci/server.ts";

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The text, where it is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON came; each test knows what it expects
  readonly json: any;
}

export interface RequestChanges {
  readonly date?: Date;
  readonly keyId?: string;
  readonly privateKey?: string;
  /** Headers that differ from what was signed. */
  readonly sentHeaders?: Record<string, string>;
  /** Body that differs from what was signed. */
  readonly sentBody?: string;
  readonly signedHeaders?: readonly string[];
}

/** Signs by hand what Oracle's SDK would sign, and can do it wrong on purpose. */
export class SignedClient {
  readonly #sandbox: OciSandbox;
  readonly #keyId: string;
  readonly #privateKey: string;

  constructor(sandbox: OciSandbox) {
    this.#sandbox = sandbox;
    const config = Object.fromEntries(
      readFileSync(sandbox.configFile, "utf8")
        .split("\n")
        .flatMap((line) => (line.includes("=") ? [line.split("=", 2) as [string, string]] : [])),
    );
    this.#keyId = `${config.tenancy}/${config.user}/${config.fingerprint}`;
    this.#privateKey = readFileSync(config.key_file ?? "", "utf8");
  }

  get = (path: string, changes: RequestChanges = {}) => this.send("GET", path, undefined, changes);
  put = (path: string, body: object, changes: RequestChanges = {}) => this.send("PUT", path, body, changes);
  post = (path: string, body: object, changes: RequestChanges = {}) => this.send("POST", path, body, changes);

  async send(
    method: string,
    path: string,
    body: object | undefined,
    changes: RequestChanges,
  ): Promise<RawAnswer> {
    const { host, hostname, port } = new URL(this.#sandbox.url);
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers: Record<string, string> = { host, date: (changes.date ?? new Date()).toUTCString() };
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      headers["content-length"] = String(Buffer.byteLength(text));
      headers["x-content-sha256"] = createHash("sha256").update(text).digest("base64");
    }
    const signed = changes.signedHeaders ?? ["(request-target)", ...Object.keys(headers)];
    const signingString = signed
      .map(
        (name) =>
          `${name}: ${name === "(request-target)" ? `${method.toLowerCase()} ${path}` : headers[name]}`,
      )
      .join("\n");
    const signature = createSign("sha256")
      .update(signingString)
      .sign(changes.privateKey ?? this.#privateKey, "base64");
    headers.authorization = `Signature version="1",keyId="${changes.keyId ?? this.#keyId}",algorithm="rsa-sha256",headers="${signed.join(" ")}",signature="${signature}"`;
    Object.assign(headers, changes.sentHeaders);

    return new Promise((resolve, reject) => {
      const request = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
        response.setEncoding("utf8");
        let received = "";
        response.on("data", (chunk: string) => {
          received += chunk;
        });
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            json: received === "" ? undefined : isJson(response.headers) ? JSON.parse(received) : received,
          }),
        );
      });
      request.on("error", reject);
      request.end(changes.sentBody ?? text);
    });
  }
}

const isJson = (headers: IncomingHttpHeaders) => headers["content-type"] === "application/json";

export const base64 = (text: string) => Buffer.from(text).toString("base64");

/** A clock that moves only when told to. */
export function createClock(start = Date.parse("2026-11-21T10:00:00Z")) {
  let now = start;
  return {
    now: () => now,
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

/** One stream, and the calls of the data plane on it. */
export class StreamCalls {
  readonly #client: SignedClient;
  readonly #base: string;

  constructor(client: SignedClient, streamId: string) {
    this.#client = client;
    this.#base = `/20180418/streams/${streamId}`;
  }

  putValues(...values: string[]): Promise<RawAnswer> {
    return this.putMessages(values.map((value) => ({ key: base64(value), value: base64(value) })));
  }

  putMessages(messages: readonly object[]): Promise<RawAnswer> {
    return this.#client.post(`${this.#base}/messages`, { messages });
  }

  get(cursor: string, limit?: number): Promise<RawAnswer> {
    return this.#client.get(`${this.#base}/messages?cursor=${cursor}${limit ? `&limit=${limit}` : ""}`);
  }

  async cursor(details: object): Promise<string> {
    const answer = await this.#client.post(`${this.#base}/cursors`, { partition: "0", ...details });
    return answer.json.value ?? `${answer.status} ${answer.json.message}`;
  }

  async groupCursor(details: object): Promise<string> {
    const answer = await this.#client.post(`${this.#base}/groupCursors`, {
      groupName: "readers",
      instanceName: "one",
      type: "TRIM_HORIZON",
      commitOnGet: false,
      ...details,
    });
    return answer.json.value;
  }

  commit = (cursor: string) => this.#client.post(`${this.#base}/commit?cursor=${cursor}`, {});
  heartbeat = (cursor: string) => this.#client.post(`${this.#base}/heartbeat?cursor=${cursor}`, {});
  group = (name = "readers") => this.#client.get(`${this.#base}/groups/${name}`);
  updateGroup = (details: object, name = "readers") =>
    this.#client.put(`${this.#base}/groups/${name}`, details);
}

/** The values that a get answered. */
export const values = (answer: RawAnswer): string[] =>
  answer.json.map(({ value }: { value: string }) => Buffer.from(value, "base64").toString());

export const nextCursor = (answer: RawAnswer): string => String(answer.headers["opc-next-cursor"]);
