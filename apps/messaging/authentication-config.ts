import { matching, type Rule, type VariableReader } from "./variables.ts";

/** Who may send records: whoever has a token of this issuer. All left out: whoever reaches the program. */
export interface AuthenticationVariables {
  /** Issuer (OpenID Connect) whose tokens are accepted, exactly as it stands in their `iss`. @default everybody may send */
  readonly OIDC_ISSUER?: string;
  /** What a token must have in its `aud`. Required with OIDC_ISSUER. */
  readonly OIDC_AUDIENCE?: string;
  /** Where the issuer's public keys are. @default what `<issuer>/.well-known/openid-configuration` says */
  readonly OIDC_JWKS_URL?: string;
  /** A scope that a token must have, in its `scope` or `scp`; one without it is answered 403. @default none */
  readonly OIDC_SCOPE?: string;
}

export interface AuthenticationConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl?: string;
  readonly scope?: string;
}

/** Undefined when no OIDC variable is set, or, with a problem in the reader, when one is missing or wrong. */
export function readAuthentication(reader: VariableReader): AuthenticationConfig | undefined {
  const names = ["OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_JWKS_URL", "OIDC_SCOPE"];
  if (names.every((name) => reader.optional(name) === undefined)) return undefined;
  const issuer = reader.read("OIDC_ISSUER", rules.issuer, secureUrl);
  const audience = reader.read("OIDC_AUDIENCE", rules.audience, matching(/\S/));
  const jwksUrl = reader.readOptional("OIDC_JWKS_URL", rules.jwksUrl, secureUrl);
  // https://www.rfc-editor.org/rfc/rfc6749#section-3.3
  const scope = reader.readOptional("OIDC_SCOPE", rules.scope, matching(/^[\x21\x23-\x5b\x5d-\x7e]+$/));
  if (issuer === undefined || audience === undefined) return undefined;
  return { issuer, audience, ...(jwksUrl && { jwksUrl }), ...(scope && { scope }) };
}

/** https, because whoever can change the keys on their way can make tokens; http on this machine only, for tests. */
function secureUrl(text: string): string | undefined {
  const secure = /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?(\/|$))[^\s@?#]*$/;
  return secure.test(text) && URL.canParse(text) ? text : undefined;
}

const rules = {
  issuer: {
    rule: "must be the https URL of the issuer when another OIDC variable is set",
    remedy: "Use it exactly as the `iss` of the tokens has it",
  },
  audience: {
    rule: "must be set together with OIDC_ISSUER",
    remedy: "Without it, tokens that the issuer made for any other program would do",
  },
  jwksUrl: {
    rule: "must be an https URL",
    remedy: "Correct it, or leave it out to find it by the issuer's discovery document",
  },
  scope: {
    rule: "must be one scope without spaces",
    remedy: "Name the scope that lets a client send records",
  },
} as const satisfies Record<string, Rule>;
