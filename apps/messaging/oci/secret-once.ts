import { Identity } from "./auth.ts";
import { HttpClient } from "./http-client.ts";
import type { OciAccess } from "./oci-config.ts";
import { readSecret, secretsEndpointOf } from "./secrets.ts";
import { defaultTimings } from "./timings.ts";

/** The current version of a secret, with a connection that is let go afterwards: for what is read once in a while. */
export async function readSecretOnce(access: OciAccess, secretOcid: string): Promise<Buffer> {
  const identity = new Identity(access, defaultTimings.requestTimeoutMs);
  const http = new HttpClient(identity, defaultTimings.requestTimeoutMs);
  try {
    return await readSecret(http, await secretsEndpointOf(access, identity), secretOcid);
  } finally {
    http.close();
    await identity.close();
  }
}
