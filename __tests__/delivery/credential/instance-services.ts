import { createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import sshpk from "sshpk";
import { SessionTokens } from "../../../sandbox/oci/session-tokens.ts";
import { verifySignature } from "../../../sandbox/oci/signature.ts";

const tenancy = "ocid1.tenancy.oc1..instances";

/** The certificate of an instance, and its key. */
function instanceCertificate() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  // The package's types lack what it has.
  const { identityFromArray, createSelfSignedCertificate } = sshpk as unknown as {
    identityFromArray(names: readonly { readonly name: string; readonly value: string }[]): sshpk.Identity;
    createSelfSignedCertificate(subject: sshpk.Identity, key: sshpk.PrivateKey): sshpk.Certificate;
  };
  const subject = identityFromArray([
    { name: "ou", value: "opc-certtype:instance" },
    { name: "ou", value: `opc-tenant:${tenancy}` },
    { name: "cn", value: "ocid1.instance.oc1.eu-frankfurt-1.i" },
  ]);
  const certificate = createSelfSignedCertificate(subject, sshpk.parsePrivateKey(pem, "pem"));
  return { key: pem, certificate: certificate.toString("pem") };
}

/**
 * What an instance of Oracle Cloud finds around it: the metadata service, and
 * the auth service that gives a token to whoever signs with the instance's key.
 *
 * @param busy so many first requests are answered 429
 */
export async function startInstanceServices({ busy = 0, lifetimeInSeconds = 1200 } = {}) {
  const { key, certificate } = instanceCertificate();
  const leaf = new X509Certificate(certificate);
  const tokens = new SessionTokens(tenancy);
  let left = busy;
  const metadata: Record<string, string> = {
    "/opc/v2/identity/cert.pem": certificate,
    "/opc/v2/identity/key.pem": key,
    "/opc/v2/identity/intermediate.pem": certificate,
  };
  const answer: RequestListener = async (request, response) => {
    const body = await buffer(request);
    const { method = "", url: target = "", headers } = request;
    if (left > 0) {
      left -= 1;
      response.writeHead(429).end();
    } else if (target === "/v1/x509" && method === "POST") {
      const findKey = (id: string) =>
        id === `${tenancy}/fed-x509/${leaf.fingerprint}` ? leaf.publicKey : undefined;
      verifySignature({ method, target, headers, body, bodyMayBeUnsigned: false }, findKey, Date.now());
      const { certificate: sent, publicKey } = JSON.parse(body.toString());
      if (sent !== leaf.raw.toString("base64")) throw new Error("another certificate");
      const session = createPublicKey({ key: Buffer.from(publicKey, "base64"), type: "spki", format: "der" });
      response.end(JSON.stringify({ token: tokens.issue(session, lifetimeInSeconds) }));
    } else if (headers.authorization !== "Bearer Oracle" || !metadata[target]) {
      response.writeHead(404).end();
    } else {
      response.end(metadata[target]);
    }
  };
  const server = createServer((request, response) => {
    Promise.resolve(answer(request, response)).catch((error: Error) => {
      response.writeHead(401).end(JSON.stringify({ code: "NotAuthenticated", message: error.message }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    variables: {
      OCI_CLI_AUTH: "instance_principal",
      OCI_METADATA_BASE_URL: `${url}/opc/v2`,
      OCI_CLI_FEDERATION_ENDPOINT: `${url}/v1/x509`,
    },
    url,
    findKey: (keyId: string): KeyObject | undefined => tokens.publicKey(keyId.replace(/^ST\$/, "")),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
