import { notAuthenticated } from "./errors.ts";
import { type FindKey, verifySignature } from "./signature.ts";

export interface OkeTokenProps {
  /** The only cluster that the token may be for. */
  readonly clusterId: string;
  readonly region: string;
  readonly findKey: FindKey;
}

/**
 * Checks the bearer token of a request to a cluster: the URL of a signed GET,
 * in base64url, as `oci ce cluster generate-token` prints it. The cluster hands
 * it to the service that knows the caller's key; here that is this function.
 * The signature is good for five minutes. Throws a 401 that says what is wrong.
 */
export function verifyOkeToken(
  authorization: string | undefined,
  { clusterId, region, findKey }: OkeTokenProps,
): void {
  const [, token] = /^Bearer ([\w-]+={0,2})$/.exec(authorization ?? "") ?? [];
  if (!token) throw notAuthenticated("no Authorization header of the form Bearer <base64url>");
  const url = parseUrl(Buffer.from(token, "base64url").toString());
  const origin = `https://containerengine.${region}.oraclecloud.com`;
  if (!url?.pathname.startsWith("/cluster_request/") || url.origin !== origin) {
    throw notAuthenticated(`the token is no signed URL of ${origin}/cluster_request/`);
  }
  if (url.pathname !== `/cluster_request/${clusterId}`) {
    throw notAuthenticated(`the token is for ${url.pathname.split("/")[2]}, not for ${clusterId}`);
  }
  const signed = Object.fromEntries(url.searchParams);
  const headers = { authorization: signed.authorization, date: signed.date, host: url.host };
  const request = { method: "GET", target: url.pathname, body: Buffer.alloc(0), bodyMayBeUnsigned: false };
  verifySignature({ ...request, headers }, findKey, Date.now());
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
