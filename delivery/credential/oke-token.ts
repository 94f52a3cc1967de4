import type { ClusterToken } from "./cluster-token.ts";
import type { SigningIdentity } from "./identity.ts";
import { signingIdentity, type Variables } from "./identity.ts";
import { authorization } from "./signature.ts";

/** The service honours a token for five minutes after its date; Oracle's own command line has clients renew it after four. */
const tokenLifetimeMs = 4 * 60_000;

/** Regions that Oracle's identifiers name by an airport, as it did before there were more. */
const airports: Readonly<Record<string, string>> = { iad: "us-ashburn-1", phx: "us-phoenix-1" };

const remedy = "Correct the exec command.";

/**
 * The token of an OKE cluster: the URL of a signed request that the cluster
 * sends on to find out who is calling.
 */
function signedUrl(clusterId: string, region: string, identity: SigningIdentity, now: Date): string {
  const host = `containerengine.${region}.oraclecloud.com`;
  const path = `/cluster_request/${clusterId}`;
  const date = now.toUTCString();
  const signed = { date, "(request-target)": `get ${path}`, host };
  const query = new URLSearchParams({
    authorization: authorization(identity.keyId, identity.privateKey, signed),
    date,
  });
  // The URL-safe alphabet, with the padding that Node's own base64url leaves out.
  return Buffer.from(`https://${host}${path}?${query}`)
    .toString("base64")
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

function checkCluster(clusterId: string, region: string): void {
  const [, place] = /^ocid1\.cluster\.[a-z0-9]+\.([a-z0-9-]*)\.[a-z0-9]+$/.exec(clusterId) ?? [];
  if (place === undefined) {
    throw new Error(`cluster must be the OCID of a cluster, got ${clusterId}. ${remedy}`);
  }
  if (!/^[a-z]+(-[a-z]+)+-\d+$/.test(region)) {
    throw new Error(`region must be an identifier such as eu-frankfurt-1, got ${region}. ${remedy}`);
  }
  const home = airports[place] ?? place;
  if (home.includes("-") && home !== region) {
    throw new Error(`region must be that of the cluster, ${home}, got ${region}. ${remedy}`);
  }
}

/**
 * A token for a cluster of Oracle's, made here: no service is asked for it.
 *
 * @throws Error of one line that says what is missing or wrong
 */
export async function okeToken(
  [clusterId = "", region = ""]: readonly string[],
  variables: Variables,
): Promise<ClusterToken> {
  checkCluster(clusterId, region);
  const identity = await signingIdentity(variables);
  const now = new Date();
  const { expiresAt = Number.POSITIVE_INFINITY } = identity;
  return {
    token: signedUrl(clusterId, region, identity, now),
    expiresAt: Math.min(now.getTime() + tokenLifetimeMs, expiresAt),
  };
}
