import { createHash, type KeyObject, verify } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { notAuthenticated } from "./errors.ts";

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** PutMessages is signed without its body by Oracle's own SDKs, and accepted so. */
  readonly bodyMayBeUnsigned: boolean;
}

/** The public half of the key that `keyId` names; undefined when nobody has it. */
export type FindKey = (keyId: string) => KeyObject | undefined;

/** Documented by Oracle: a signature is good for five minutes either way. */
const maximumSkewMs = 5 * 60_000;

const refusal = "The required information to complete authentication was not provided or was incorrect.";

/**
 * Checks an HTTP signature (draft-cavage-http-signatures, version 1 as Oracle
 * profiles it) and the hash of the body. Throws a 401 that says what is wrong,
 * where the real service would only say that something is.
 */
export function verifySignature(request: SignedRequest, findKey: FindKey, now: number): void {
  const refuse = (why: string) => notAuthenticated(`${refusal} (${why})`);
  const { method, headers, body, bodyMayBeUnsigned } = request;
  const fields = parseAuthorization(headers.authorization);
  if (!fields) throw refuse('no Authorization header of the form Signature version="1",…');
  if (fields.algorithm !== "rsa-sha256") throw refuse(`algorithm is not rsa-sha256 but ${fields.algorithm}`);

  const signed = (fields.headers ?? "").toLowerCase().split(" ");
  const dateHeader = signed.includes("x-date") ? "x-date" : "date";
  const required = ["(request-target)", "host", dateHeader];
  if (!bodyMayBeUnsigned && ["POST", "PUT", "PATCH"].includes(method)) {
    required.push("x-content-sha256", "content-type", "content-length");
  }
  const unsigned = required.filter((name) => !signed.includes(name));
  if (unsigned.length > 0) throw refuse(`not signed: ${unsigned.join(", ")}`);

  const date = Date.parse(String(headers[dateHeader]));
  if (!(Math.abs(now - date) <= maximumSkewMs)) {
    throw refuse(`${dateHeader} differs from the clock by more than 5 minutes: ${headers[dateHeader]}`);
  }
  if (signed.includes("x-content-sha256")) {
    const hash = createHash("sha256").update(body).digest("base64");
    if (headers["x-content-sha256"] !== hash) throw refuse("x-content-sha256 is not the hash of the body");
  }

  const key = findKey(fields.keyId ?? "");
  if (!key) throw refuse("keyId is unknown or expired");
  const text = signed.map((name) => `${name}: ${signedValue(name, request)}`).join("\n");
  const signature = Buffer.from(fields.signature ?? "", "base64");
  if (!verify("sha256", Buffer.from(text), key, signature)) throw refuse("the signature does not match");
}

function signedValue(name: string, { method, target, headers }: SignedRequest): string {
  return name === "(request-target)" ? `${method.toLowerCase()} ${target}` : String(headers[name]);
}

function parseAuthorization(header: string | undefined): Partial<Record<string, string>> | undefined {
  if (!header?.startsWith("Signature ")) return undefined;
  const fields = Object.fromEntries(
    Array.from(header.matchAll(/(\w+)="([^"]*)"/g), ([, name, value]) => [name, value]),
  );
  return fields.version === "1" ? fields : undefined;
}
