import { createHash, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";

const signAsync = promisify(
  (data: Buffer, key: KeyObject, done: (error: Error | null, signature: Buffer) => void) =>
    sign("RSA-SHA256", data, key, done),
);

export interface Credential {
  /** `tenancy/user/fingerprint`, or `ST$` and a session token. */
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

export interface UnsignedRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: URL;
  readonly body?: string;
}

/**
 * The headers that prove who asks: draft-cavage-http-signatures as Oracle
 * profiles it. The SDK's own signer hashes and signs in JavaScript on the main
 * thread, which costs more than everything else in a request; here OpenSSL does
 * both, the signature on a thread of its pool.
 */
export async function signedHeaders(
  request: UnsignedRequest,
  credential: Credential,
): Promise<Record<string, string>> {
  const { method, url, body = "" } = request;
  const headers: Record<string, string> = { "x-date": new Date().toUTCString(), host: url.host };
  const signed = ["x-date", "(request-target)", "host"];
  if (method !== "GET") {
    headers["content-type"] = "application/json";
    headers["content-length"] = String(Buffer.byteLength(body));
    headers["x-content-sha256"] = createHash("sha256").update(body).digest("base64");
    signed.push("content-type", "content-length", "x-content-sha256");
  }
  const target = `${method.toLowerCase()} ${url.pathname}${url.search}`;
  const text = signed
    .map((name) => `${name}: ${name === "(request-target)" ? target : headers[name]}`)
    .join("\n");
  const signature = (await signAsync(Buffer.from(text), credential.privateKey)).toString("base64");
  headers.authorization =
    `Signature version="1",keyId="${credential.keyId}",algorithm="rsa-sha256",` +
    `headers="${signed.join(" ")}",signature="${signature}"`;
  return headers;
}
