import { createSign } from "node:crypto";
import type { ApiKey } from "../../../../sandbox/oci/api-key.ts";

export interface TokenChanges {
  readonly date?: Date;
  readonly keyId?: string;
  readonly region?: string;
  /** The cluster in the URL, when another one was signed for. */
  readonly sentClusterId?: string;
}

type Signer = Pick<ApiKey, "keyId" | "privateKeyPem">;

/** What `oci ce cluster generate-token` prints, and wrong ones on purpose. */
export function okeToken(key: Signer, clusterId: string, changes: TokenChanges = {}): string {
  const { date = new Date(), keyId = key.keyId, region = "eu-frankfurt-1" } = changes;
  const host = `containerengine.${region}.oraclecloud.com`;
  const text = `date: ${date.toUTCString()}\n(request-target): get /cluster_request/${clusterId}\nhost: ${host}`;
  const signature = createSign("sha256").update(text).sign(key.privateKeyPem, "base64");
  const query = new URLSearchParams({
    authorization: `Signature algorithm="rsa-sha256",headers="date (request-target) host",keyId="${keyId}",signature="${signature}",version="1"`,
    date: date.toUTCString(),
  });
  const path = `/cluster_request/${changes.sentClusterId ?? clusterId}`;
  return Buffer.from(`https://${host}${path}?${query}`).toString("base64url");
}
