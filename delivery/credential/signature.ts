import { type KeyObject, sign } from "node:crypto";

/**
 * The value of an authorization header: draft-cavage-http-signatures as Oracle
 * profiles it.
 *
 * @param headers what is signed, in this order; `(request-target)` is one of them
 */
export function authorization(
  keyId: string,
  privateKey: KeyObject,
  headers: Readonly<Record<string, string>>,
): string {
  const text = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
  const signature = sign("RSA-SHA256", Buffer.from(text), privateKey).toString("base64");
  return (
    `Signature algorithm="rsa-sha256",headers="${Object.keys(headers).join(" ")}",` +
    `keyId="${keyId}",signature="${signature}",version="1"`
  );
}
