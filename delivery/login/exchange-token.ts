import type { KeyObject } from "node:crypto";
import { ask, fieldsOf } from "../credential/http.ts";
import type { Variables } from "../credential/identity.ts";
import { sessionKey } from "../credential/session-key.ts";
import { sessionToken } from "../credential/session-token.ts";

export interface Session {
  readonly token: string;
  readonly privateKey: KeyObject;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The identity domain, and the application in it that may exchange tokens and nothing else. */
const needed = [
  "OCI_TOKEN_EXCHANGE_DOMAIN_URL",
  "OCI_TOKEN_EXCHANGE_CLIENT_ID",
  "OCI_TOKEN_EXCHANGE_CLIENT_SECRET",
  "TF_VAR_tenancy_ocid",
] as const;

const remedy =
  "See that OCI_TOKEN_EXCHANGE_DOMAIN_URL is the domain's, and its identity propagation trust fits the job's claims: docs/new-environment.md.";

/**
 * A session of Oracle Cloud for a token that an identity propagation trust of the
 * identity domain believes. It is bound to a key that is made here.
 *
 * https://docs.oracle.com/iaas/Content/Identity/api-getstarted/json_web_token_exchange.htm
 *
 * @param jobToken is asked for only when everything else is there
 * @throws Error that names every variable that is missing, or what the domain has against the token
 */
export async function exchangeToken(variables: Variables, jobToken: () => Promise<string>): Promise<Session> {
  const missing = needed.filter((name) => !variables[name]);
  if (missing.length > 0) {
    throw new Error(
      `environment: ${missing.join(", ")} must be set, got none. docs/new-environment.md says where they come from.`,
    );
  }
  const [domain = "", client = "", secret = ""] = needed.map((name) => variables[name]);
  const { privateKey, publicKey } = await sessionKey();
  const url = `${domain.replace(/\/+$/, "")}/oauth2/v1/token`;
  const body = new URLSearchParams({
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    requested_token_type: "urn:oci:token-type:oci-upst",
    subject_token_type: "jwt",
    subject_token: await jobToken(),
    public_key: publicKey,
  }).toString();
  const headers = {
    authorization: `Basic ${Buffer.from(`${client}:${secret}`).toString("base64")}`,
    "content-type": "application/x-www-form-urlencoded",
  };
  const answer = await ask(url, { method: "POST", headers, body }, remedy);
  const { token } = fieldsOf(answer, url, remedy);
  const { expiresAt } = sessionToken(String(token), url, remedy);
  return { token: String(token), privateKey, expiresAt };
}
