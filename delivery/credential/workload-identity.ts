import { readText } from "./files.ts";
import { ask, fieldsOf } from "./http.ts";
import type { SigningIdentity, Variables } from "./identity.ts";
import { sessionKey } from "./session-key.ts";
import { sessionToken } from "./session-token.ts";

/** Where Kubernetes puts the certificate authority and the token of a pod's service account. */
const folder = "/var/run/secrets/kubernetes.io/serviceaccount";

const remedy = "Use oke_workload_identity only in a pod of an enhanced OKE cluster.";

/**
 * The service account of the pod that this program runs in. The cluster gives a
 * token of Oracle Cloud for that of the service account, bound to a key that is
 * made here and forgotten afterwards.
 */
export async function workloadIdentity(variables: Variables): Promise<SigningIdentity> {
  const {
    KUBERNETES_SERVICE_HOST: host,
    // Oracle's SDKs differ: one has the port fixed, another reads it from here.
    KUBERNETES_SERVICE_PORT_PROXYMUX: port = "12250",
    OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH: caFile = `${folder}/ca.crt`,
    OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH: tokenFile = `${folder}/token`,
    OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_STRING: given,
  } = variables;
  if (!host) throw new Error(`KUBERNETES_SERVICE_HOST must be set, got none. ${remedy}`);
  const bearer = given || readText(tokenFile, remedy).trim();
  const ca = readText(caFile, remedy);
  const { privateKey, publicKey } = await sessionKey();
  const url = `https://${host.includes(":") ? `[${host}]` : host}:${port}/resourcePrincipalSessionTokens`;
  const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
  const body = JSON.stringify({ podKey: publicKey });
  const answer = await ask(url, { method: "POST", headers, body, ca }, remedy);
  // Base64 of JSON, and the token in it begins with the prefix of key ids.
  const { token } = fieldsOf(Buffer.from(answer, "base64").toString(), url, remedy);
  return { ...sessionToken(String(token).replace(/^ST\$/, ""), url, remedy), privateKey };
}
