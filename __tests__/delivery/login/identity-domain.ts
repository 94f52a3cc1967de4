import { createPublicKey } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { SessionTokens } from "../../../sandbox/oci/session-tokens.ts";

export const tenancy = "ocid1.tenancy.oc1..pipelines";
export const secret = "planted-client-secret";
const requestToken = "planted-request-token";

/** A token that says these things; who signed it is the trust's business, and here nobody's. */
const jobToken = (claims: object) =>
  ["{}", JSON.stringify(claims), "signature"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");

/**
 * Both ends of a login, over HTTP: what gives a job of GitHub its token, and an identity domain with a trust for one
 * subject and audience.
 */
export async function startIdentityDomain({ subject = "repo:acme/millrace:environment:plan" } = {}) {
  const tokens = new SessionTokens(tenancy);
  const answer: RequestListener = async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    const body = (await buffer(request)).toString();
    const refuse = (status: number, message: string) =>
      response.writeHead(status).end(JSON.stringify({ error: "invalid_request", message }));
    if (pathname === "/id-token") {
      if (request.headers.authorization !== `Bearer ${requestToken}`) return refuse(401, "who are you?");
      const aud = searchParams.get("audience") ?? "https://github.com/acme";
      return response.end(JSON.stringify({ value: jobToken({ sub: subject, aud }) }));
    }
    if (pathname !== "/oauth2/v1/token" || request.method !== "POST") return refuse(404, "no such path");
    const basic = Buffer.from(`client:${secret}`).toString("base64");
    if (request.headers.authorization !== `Basic ${basic}`) return refuse(401, "client unknown");
    const form = new URLSearchParams(body);
    const fixed = ["grant_type", "requested_token_type", "subject_token_type"].map((name) => form.get(name));
    const expected = "urn:ietf:params:oauth:grant-type:token-exchange urn:oci:token-type:oci-upst jwt";
    if (fixed.join(" ") !== expected) return refuse(400, `got ${fixed.join(" ")}`);
    const [, claims = ""] = (form.get("subject_token") ?? "").split(".");
    const { sub, aud } = JSON.parse(Buffer.from(claims, "base64url").toString());
    if (sub !== "repo:acme/millrace:environment:plan" || aud !== "oracle-cloud") {
      return refuse(403, `no trust for ${sub}, ${aud}`);
    }
    const der = Buffer.from(form.get("public_key") ?? "", "base64");
    const key = createPublicKey({ key: der, type: "spki", format: "der" });
    return response.end(JSON.stringify({ token: tokens.issue(key, 3600) }));
  };
  const server = createServer((request, response) => {
    Promise.resolve(answer(request, response)).catch((error: Error) =>
      response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    /** What the workflow gives to the job. */
    variables: {
      OCI_TOKEN_EXCHANGE_DOMAIN_URL: url,
      OCI_TOKEN_EXCHANGE_CLIENT_ID: "client",
      OCI_TOKEN_EXCHANGE_CLIENT_SECRET: secret,
      OCI_ID_TOKEN_AUDIENCE: "oracle-cloud",
      TF_VAR_tenancy_ocid: tenancy,
      OCI_CLI_AUTH: "security_token",
      OCI_CLI_PROFILE: "pipeline",
    },
    /** What GitHub gives to a job with `id-token: write`. */
    github: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/id-token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
    },
    /** What GitLab gives to a job with `id_tokens`. */
    gitlab: { OCI_ID_TOKEN: jobToken({ sub: subject, aud: "oracle-cloud" }) },
    url,
    publicKey: (token: string) => tokens.publicKey(token),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
