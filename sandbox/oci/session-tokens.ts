import { createHmac, createPublicKey, type KeyObject, randomBytes, timingSafeEqual } from "node:crypto";
import { newOcid } from "./ocid.ts";

/** How long a token is good unless somebody asks for less. */
export const defaultTokenLifetimeInSeconds = 3600;

/**
 * Session tokens of resource principals (RPST): a JWT that carries the public
 * half of a short-lived key. Requests are signed with the other half and name
 * `ST$<token>` as their key. Expiry goes by the real clock, as the SDK does.
 */
export class SessionTokens {
  /** Nobody but the sandbox checks its tokens, so a secret does where Oracle has a key pair. */
  readonly #secret = randomBytes(32);
  readonly #tenancy: string;

  constructor(tenancy: string) {
    this.#tenancy = tenancy;
  }

  issue(publicKey: KeyObject, lifetimeInSeconds: number): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      sub: newOcid("workload"),
      iss: "millrace-sandbox",
      ptype: "resource",
      res_tenant: this.#tenancy,
      res_compartment: this.#tenancy,
      jwk: JSON.stringify({ ...publicKey.export({ format: "jwk" }), alg: "RS256", use: "sig" }),
      iat: now,
      exp: now + lifetimeInSeconds,
    };
    const text = [{ alg: "HS256", typ: "JWT" }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    return `${text}.${this.#sign(text).toString("base64url")}`;
  }

  /** The key in a token that this sandbox issued and that is still good. */
  publicKey(token: string): KeyObject | undefined {
    const [head = "", claims = "", signature = ""] = token.split(".");
    const given = Buffer.from(signature, "base64url");
    const expected = this.#sign(`${head}.${claims}`);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const { jwk, exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as {
      jwk: string;
      exp: number;
    };
    if (exp * 1000 <= Date.now()) return undefined;
    return createPublicKey({ key: JSON.parse(jwk), format: "jwk" });
  }

  #sign(text: string): Buffer {
    return createHmac("sha256", this.#secret).update(text).digest();
  }
}
