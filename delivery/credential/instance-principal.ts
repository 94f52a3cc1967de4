import { createHash, X509Certificate } from "node:crypto";
import { ask, fieldsOf } from "./http.ts";
import type { SigningIdentity, Variables } from "./identity.ts";
import { privateKeyOf } from "./private-key.ts";
import { sessionKey } from "./session-key.ts";
import { sessionToken } from "./session-token.ts";
import { authorization } from "./signature.ts";

const notHere = "Use instance_principal only on an instance of Oracle Cloud.";

/**
 * The instance that this program runs on. Its metadata service has a
 * certificate of it; for that the region's auth service gives a token, bound to
 * a key that is made here and forgotten afterwards.
 *
 * OCI_METADATA_BASE_URL and OCI_CLI_FEDERATION_ENDPOINT name other addresses of
 * the two, as for Oracle's own tools.
 */
export async function instanceIdentity(variables: Variables): Promise<SigningIdentity> {
  const { OCI_METADATA_BASE_URL: base = "http://169.254.169.254/opc/v2" } = variables;
  const metadata = (path: string) => {
    const url = `${base.trim().replace(/\/+$/, "")}/${path}`;
    // Without this header version 2 of the service answers nobody.
    return ask(url, { headers: { authorization: "Bearer Oracle" } }, notHere);
  };
  const [certificate, key, intermediate, endpoint, session] = await Promise.all([
    metadata("identity/cert.pem"),
    metadata("identity/key.pem"),
    metadata("identity/intermediate.pem"),
    variables.OCI_CLI_FEDERATION_ENDPOINT?.trim() || metadata("instance/regionInfo").then(federationEndpoint),
    sessionKey(),
  ]);
  const leaf = certificateOf(certificate, "cert.pem");
  const body = JSON.stringify({
    certificate: leaf.raw.toString("base64"),
    publicKey: session.publicKey,
    intermediateCertificates: [certificateOf(intermediate, "intermediate.pem").raw.toString("base64")],
  });
  const headers = signedHeaders(endpoint, body, leaf, key);
  const request = { method: "POST", headers, body } as const;
  const answer = await ask(endpoint, request, "Check that the instance reaches it and has the right time.");
  const { token } = fieldsOf(answer, endpoint, "Try again.");
  return {
    ...sessionToken(String(token), endpoint, "Check the time of this instance."),
    privateKey: session.privateKey,
  };
}

function certificateOf(pem: string, where: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new Error(`${where}: must be a certificate in PEM, got something else. ${notHere}`);
  }
}

/** Realms have domains of their own; the instance knows its own. */
function federationEndpoint(regionInfo: string): string {
  const { regionIdentifier, realmDomainComponent } = fieldsOf(regionInfo, "regionInfo", notHere);
  return `https://auth.${regionIdentifier}.${realmDomainComponent}/v1/x509`;
}

function signedHeaders(endpoint: string, body: string, leaf: X509Certificate, key: string) {
  const [, tenancy] = /opc-(?:tenant|identity):(\S+)/.exec(leaf.subject) ?? [];
  if (!tenancy) {
    throw new Error(
      `cert.pem: subject must name a tenancy, got ${leaf.subject.replace(/\s+/g, " ")}. ${notHere}`,
    );
  }
  const headers = {
    date: new Date().toUTCString(),
    "content-length": String(Buffer.byteLength(body)),
    "content-type": "application/json",
    "x-content-sha256": createHash("sha256").update(body).digest("base64"),
  };
  const { date, ...ofBody } = headers;
  const { host, pathname } = new URL(endpoint);
  const signed = { date, "(request-target)": `post ${pathname}`, host, ...ofBody };
  const keyId = `${tenancy}/fed-x509/${leaf.fingerprint}`;
  return { ...headers, authorization: authorization(keyId, privateKeyOf(key, undefined, "key.pem"), signed) };
}
