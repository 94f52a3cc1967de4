import type { JWTPayload } from "jose";
import type { AuthenticationConfig } from "../messaging/authentication-config.ts";
import { HttpProblem } from "../messaging/http/answer.ts";
import type { HttpRequest } from "../messaging/http/server.ts";
import type { IssuerKeys } from "./issuer-keys.ts";

/** Whose name is in the token, and whose keys nobody else can use. */
export type Caller = string;

/** Clocks may differ by so many seconds. */
const CLOCK_TOLERANCE = 30;

/** Asymmetric ones alone: with an HMAC, whoever can check a token can make one. */
const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

/** The code with which jose says that the fault is not the token's. */
const NOT_THE_TOKEN = new Set(["ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID", "ERR_JOSE_GENERIC"]);

/**
 * Checks the bearer token of a request (RFC 6750, JWT). No part of a token is ever logged or answered.
 *
 * @throws {HttpProblem} 401 without a good token, 403 when it lacks the scope, 503 when that cannot be told.
 */
export async function authenticate(
  { message }: HttpRequest,
  config: AuthenticationConfig,
  issuer: Pick<IssuerKeys, "keys">,
): Promise<Caller> {
  const [, token] = /^Bearer +([\w.~+/-]+=*) *$/i.exec(message.headers.authorization ?? "") ?? [];
  if (token === undefined) throw unauthorized("A bearer token must come in the header authorization.");
  const payload = await verify(token, config, issuer);
  if (config.scope !== undefined && !scopesOf(payload).includes(config.scope)) {
    throw new HttpProblem({
      status: 403,
      title: "Forbidden",
      detail: `The token must have the scope ${config.scope}.`,
      headers: { "www-authenticate": challenge("insufficient_scope", `, scope="${config.scope}"`) },
      members: { acknowledged: 0 },
    });
  }
  return `${payload.iss} ${payload.sub ?? payload.client_id ?? ""}`;
}

async function verify(
  token: string,
  { issuer, audience }: AuthenticationConfig,
  { keys }: Pick<IssuerKeys, "keys">,
): Promise<JWTPayload> {
  if (!keys) throw cannotTell();
  const { jwtVerify, errors } = await import("jose");
  try {
    const options = {
      issuer,
      audience,
      algorithms,
      clockTolerance: CLOCK_TOLERANCE,
      requiredClaims: ["exp"],
    };
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    // Whatever is no error of jose's is one of the way to the issuer.
    if (!(error instanceof errors.JOSEError) || NOT_THE_TOKEN.has(error.code)) throw cannotTell();
    throw unauthorized(
      `The token is not accepted: ${reasons[error.code] ?? "it is not a token"}.`,
      "invalid_token",
    );
  }
}

const reasons: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: "it has expired",
  ERR_JWT_CLAIM_VALIDATION_FAILED: "its issuer, audience or times are not the ones that are needed",
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "its signature is wrong",
  ERR_JWKS_NO_MATCHING_KEY: "the issuer has no such key",
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: "it does not say which of the issuer's keys it is signed with",
  ERR_JOSE_ALG_NOT_ALLOWED: "its algorithm is not allowed",
};

/** `scope` has them in one text (RFC 9068), Microsoft's `scp` too, Okta's as a list. */
function scopesOf({ scope, scp }: JWTPayload): readonly unknown[] {
  return [scope, scp].flatMap((given) =>
    typeof given === "string" ? given.split(" ") : Array.isArray(given) ? given : [],
  );
}

function unauthorized(detail: string, error?: string): HttpProblem {
  return new HttpProblem({
    status: 401,
    title: "Unauthorized",
    detail,
    headers: { "www-authenticate": challenge(error) },
    members: { acknowledged: 0 },
  });
}

function cannotTell(): HttpProblem {
  return new HttpProblem({
    status: 503,
    title: "Service Unavailable",
    detail: "The issuer's keys are not there, so no token can be checked. Nothing was sent.",
    headers: { "retry-after": "5" },
    members: { acknowledged: 0 },
  });
}

// https://www.rfc-editor.org/rfc/rfc6750#section-3
function challenge(error?: string, more = ""): string {
  return `Bearer realm="millrace"${error === undefined ? "" : `, error="${error}"`}${more}`;
}
