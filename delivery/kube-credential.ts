// The `exec` program of the Kubernetes and Helm providers and of kubeconfigs:
// prints a credential that lives for minutes, so that none is ever stored.
import { createSign } from "node:crypto";
import { readSigningIdentity } from "./oci-config.ts";

/** How long the service honours a token after its date. */
const tokenLifetimeMs = 4 * 60_000;

/**
 * The token of an OKE cluster: the URL of a signed request that the cluster
 * sends on to find out who is calling. Nothing goes over the network here.
 */
function okeToken(clusterId: string, region: string, now: Date): string {
  const { OCI_CLI_CONFIG_FILE: file = "~/.oci/config", OCI_CLI_PROFILE: profile = "DEFAULT" } = process.env;
  const { keyId, privateKey, passphrase } = readSigningIdentity(file, profile);
  const host = `containerengine.${region}.oraclecloud.com`;
  const path = `/cluster_request/${clusterId}`;
  const date = now.toUTCString();
  const signature = createSign("RSA-SHA256")
    .update(`date: ${date}\n(request-target): get ${path}\nhost: ${host}`)
    .sign({ key: privateKey, ...(passphrase === undefined ? {} : { passphrase }) }, "base64");
  const authorization =
    `Signature algorithm="rsa-sha256",headers="date (request-target) host",` +
    `keyId="${keyId}",signature="${signature}",version="1"`;
  const query = new URLSearchParams({ authorization, date });
  // The URL-safe alphabet, with the padding that Node's own base64url leaves out.
  return Buffer.from(`https://${host}${path}?${query}`)
    .toString("base64")
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

function main([kind, clusterId, region, ...rest]: readonly string[]): void {
  if (kind !== "oke" || !clusterId || !region || rest.length > 0) {
    throw new Error("arguments must be `oke <cluster-ocid> <region>`. Correct the exec command.");
  }
  if (!/^ocid1\.cluster\.[a-z0-9.-]+$/.test(clusterId)) {
    throw new Error(`cluster must be the OCID of a cluster, got ${clusterId}. Correct the exec command.`);
  }
  const now = new Date();
  const credential = {
    apiVersion: "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    status: {
      token: okeToken(clusterId, region, now),
      expirationTimestamp: new Date(now.getTime() + tokenLifetimeMs).toISOString(),
    },
  };
  process.stdout.write(`${JSON.stringify(credential)}\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`kube-credential: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
