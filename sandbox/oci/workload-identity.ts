import { createPublicKey, randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createLoopbackCertificate } from "../shared/certificate.ts";
import type { SessionTokens } from "./session-tokens.ts";

/** What a pod on an enhanced OKE cluster finds, and the service behind it. */
export interface WorkloadIdentity {
  /** What the kubelet puts into the environment. */
  readonly variables: {
    readonly KUBERNETES_SERVICE_HOST: string;
    readonly KUBERNETES_SERVICE_PORT_PROXYMUX: string;
  };
  /** PEM; the `ca.crt` of the service account. */
  readonly caFile: string;
  /** The `token` of the service account. */
  readonly tokenFile: string;
  /** Session tokens handed out so far. */
  issued(): number;
  /** Writes a new service account token, as the kubelet does; the old one is refused from now on. */
  rotateToken(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the endpoint that turns a service account's token into a session token: 12250 in a cluster, here any port. */
export async function startWorkloadIdentity(
  folder: string,
  tokens: SessionTokens,
  lifetimeInSeconds: number,
): Promise<WorkloadIdentity> {
  const caFile = join(folder, "ca.crt");
  const tokenFile = join(folder, "token");
  const { certificate, key } = createLoopbackCertificate();
  await writeFile(caFile, certificate);
  let serviceAccountToken = "";
  let issued = 0;

  async function rotateToken(): Promise<void> {
    serviceAccountToken = randomUUID();
    await writeFile(tokenFile, serviceAccountToken, { mode: 0o600 });
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    if (request.method !== "POST" || request.url !== "/resourcePrincipalSessionTokens") {
      response.writeHead(404).end();
    } else if (request.headers.authorization !== `Bearer ${serviceAccountToken}`) {
      response.writeHead(403).end();
    } else {
      issued += 1;
      const { podKey } = JSON.parse(body.toString()) as { podKey: string };
      const publicKey = createPublicKey({ key: Buffer.from(podKey, "base64"), type: "spki", format: "der" });
      const token = `ST$${tokens.issue(publicKey, lifetimeInSeconds)}`;
      response.end(Buffer.from(JSON.stringify({ token })).toString("base64"));
    }
  }

  const server = createServer({ cert: certificate, key }, (request, response) => {
    answer(request, response).catch(() => response.writeHead(400).end());
  });
  await rotateToken();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });

  return {
    variables: {
      KUBERNETES_SERVICE_HOST: "127.0.0.1",
      KUBERNETES_SERVICE_PORT_PROXYMUX: String((server.address() as AddressInfo).port),
    },
    caFile,
    tokenFile,
    issued: () => issued,
    rotateToken,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
