import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import sshpk from "sshpk";
import { verifySignature } from "../../../../sandbox/oci/signature.ts";

export interface RunningService {
  readonly port: number;
  close(): Promise<void>;
}

async function listen(server: Server, host: string): Promise<RunningService> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A token as far as the SDK looks into it: claims with the time at which it expires. */
export function sessionToken(name: string, expiresInSeconds = 3600): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.round(Date.now() / 1000) + expiresInSeconds;
  return `${part({ alg: "RS256", typ: "JWT" })}.${part({ sub: name, exp })}.c2lnbmF0dXJl`;
}

/** A Secrets service with one secret, for whoever signs with one of the keys; anybody else gets 401. */
export async function startSecretService(keys: ReadonlyMap<string, KeyObject>) {
  const details = JSON.stringify({ streamMessagesEndpoint: "http://127.0.0.1", streamOCID: "ocid1.stream" });
  const refused: string[] = [];
  const answer: RequestListener = ({ method = "", url: target = "", headers }, response) => {
    try {
      const request = { method, target, headers, body: Buffer.alloc(0), bodyMayBeUnsigned: false };
      verifySignature(request, (keyId) => keys.get(keyId), Date.now());
      const content = Buffer.from(details).toString("base64");
      response.end(JSON.stringify({ secretBundleContent: { contentType: "BASE64", content } }));
    } catch (error) {
      refused.push(String(error));
      response.writeHead(401).end(JSON.stringify({ code: "NotAuthenticated", message: String(error) }));
    }
  };
  const service = await listen(createServer(answer), "127.0.0.1");
  return { ...service, url: `http://127.0.0.1:${service.port}`, refused };
}

/**
 * The endpoint of an OKE cluster that gives a pod a token for its service
 * account's: TLS under the cluster's own authority, a bearer token, and a public
 * key in; the token that belongs to that key out.
 */
export async function startWorkloadTokenService(bearer: () => string, issued: Map<string, KeyObject>) {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  // The package's types name other parameters than the package itself.
  const createCertificate = sshpk.createSelfSignedCertificate as unknown as (
    subject: sshpk.Identity,
    key: sshpk.PrivateKey,
  ) => sshpk.Certificate;
  const host = sshpk.identityForHost("localhost");
  const cert = createCertificate(host, sshpk.parsePrivateKey(privateKey, "pem")).toString("pem");
  const asked: string[] = [];
  const answer: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    asked.push(`${request.method} ${request.url}`);
    if (request.headers.authorization !== `Bearer ${bearer()}`) {
      response.writeHead(401).end("Unauthorized");
      return;
    }
    const { podKey } = JSON.parse(Buffer.concat(chunks).toString()) as { podKey: string };
    const token = sessionToken(`workload-${issued.size}`);
    const pem = `-----BEGIN PUBLIC KEY-----\n${podKey}\n-----END PUBLIC KEY-----`;
    issued.set(`ST$${token}`, createPublicKey(pem));
    response.end(Buffer.from(JSON.stringify({ token: `ST$${token}` })).toString("base64"));
  };
  return {
    ...(await listen(createSecureServer({ key: privateKey, cert }, answer), "localhost")),
    cert,
    asked,
  };
}
