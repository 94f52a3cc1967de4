// The `exec` program of the Kubernetes and Helm providers and of kubeconfigs:
// prints a credential that lives for minutes, so that none is ever stored.
import { type SigningIdentity, signingIdentity } from "./credential/identity.ts";
import { authorization } from "./credential/signature.ts";

/** The service honours a token for five minutes after its date; Oracle's own command line has clients renew it after four. */
const tokenLifetimeMs = 4 * 60_000;

/** Regions that Oracle's identifiers name by an airport, as it did before there were more. */
const airports: Readonly<Record<string, string>> = { iad: "us-ashburn-1", phx: "us-phoenix-1" };

const remedy = "Correct the exec command.";

/**
 * The token of an OKE cluster: the URL of a signed request that the cluster
 * sends on to find out who is calling.
 */
function okeToken(clusterId: string, region: string, identity: SigningIdentity, now: Date): string {
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

async function main([kind, clusterId, region, ...rest]: readonly string[]): Promise<void> {
  if (kind !== "oke" || !clusterId || !region || rest.length > 0) {
    throw new Error(`arguments must be \`oke <cluster-ocid> <region>\`. ${remedy}`);
  }
  checkCluster(clusterId, region);
  const identity = await signingIdentity(process.env);
  const now = new Date();
  const { expiresAt = Number.POSITIVE_INFINITY } = identity;
  const credential = {
    apiVersion: "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    status: {
      token: okeToken(clusterId, region, identity, now),
      expirationTimestamp: new Date(Math.min(now.getTime() + tokenLifetimeMs, expiresAt)).toISOString(),
    },
  };
  process.stdout.write(`${JSON.stringify(credential)}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // One line, whatever a file or a service put into it.
  const text = String(error instanceof Error ? error.message : error).replace(/[\s\p{Cc}]+/gu, " ");
  process.stderr.write(`kube-credential: ${text}\n`);
  process.exitCode = 1;
});
