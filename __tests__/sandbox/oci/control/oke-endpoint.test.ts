import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { createServer, request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type ApiKey, createApiKey } from "../../../../sandbox/oci/api-key.ts";
import { newOcid } from "../../../../sandbox/oci/ocid.ts";
import { startOkeEndpoint } from "../../../../sandbox/oci/oke-endpoint.ts";
import { createLoopbackCertificate } from "../../../../sandbox/shared/certificate.ts";
import { readKubeconfig } from "../../../../sandbox/shared/kubeconfig.ts";
import type { KubernetesEndpoint } from "../../../../sandbox/shared/kubernetes-endpoint.ts";
import { okeToken, type TokenChanges } from "./oke-token.ts";

const clusterId = newOcid("cluster");
let key: ApiKey;
let folder: string;

beforeAll(async () => {
  key = await createApiKey();
  folder = mkdtempSync(join(tmpdir(), "millrace-oke-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const start = (kubeconfig?: string) =>
  startOkeEndpoint({
    clusterId,
    region: "eu-frankfurt-1",
    findKey: (keyId) => (keyId === key.keyId ? key.publicKey : undefined),
    api: kubeconfig === undefined ? undefined : readKubeconfig(kubeconfig),
  });

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** @default a good token */
  readonly token?: string;
}

function open({ address, caCertificate }: KubernetesEndpoint, path: string, sent: Sent = {}) {
  const { method = "GET", headers = {}, body, token = okeToken(key, clusterId) } = sent;
  const authorization = token === "" ? {} : { authorization: `Bearer ${token}` };
  const options = { method, headers: { ...authorization, ...headers }, ca: caCertificate, agent: false };
  return httpsRequest(`https://${address}${path}`, options).end(body);
}

async function send(endpoint: KubernetesEndpoint, path: string, sent: Sent = {}) {
  const [answer] = (await once(open(endpoint, path, sent), "response")) as [IncomingMessage];
  const body = await text(answer);
  return { status: answer.statusCode, headers: answer.headers, body, json: () => JSON.parse(body) };
}

/** An API server that takes no one but the bearer of the kubeconfig's certificate. */
async function startApi() {
  const own = createLoopbackCertificate();
  const admin = createLoopbackCertificate();
  const options = { ...own, cert: own.certificate, ca: admin.certificate, requestCert: true };
  const server = createServer(options, async (request, response) => {
    if (request.url === "/watch") {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"type":"ADDED"}\n');
      await once(request.socket, "close");
      closedWatches.push(request.url);
      return;
    }
    const body = await text(request);
    response.writeHead(201, { "audit-id": "7" });
    response.end(
      JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }),
    );
  });
  const closedWatches: string[] = [];
  server.on("upgrade", (request: IncomingMessage, socket: TLSSocket) => {
    if (request.url === "/refused") {
      socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno");
      return;
    }
    socket.write(
      `HTTP/1.1 101 Switching\r\nUpgrade: ${request.headers.upgrade}\r\nConnection: Upgrade\r\n\r\nhello`,
    );
    socket.on("data", (data) => socket.write(String(data).toUpperCase()));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const base64 = (pem: string) => Buffer.from(pem).toString("base64");
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(join(folder, "client.key"), admin.key);
  writeFileSync(
    kubeconfig,
    `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://127.0.0.1:${(server.address() as AddressInfo).port}", certificate-authority-data: ${base64(own.certificate)}}}]
users: [{name: u, user: {client-certificate-data: ${base64(admin.certificate)}, client-key: client.key}}]
contexts: [{name: other, context: {cluster: c, user: nobody}}, {name: mine, context: {cluster: c, user: u}}]
current-context: mine
`,
  );
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { kubeconfig, closedWatches, close };
}

describe("the API endpoint of an OKE cluster, in front of an API server", () => {
  let api: Awaited<ReturnType<typeof startApi>>;
  let endpoint: KubernetesEndpoint;
  beforeAll(async () => {
    api = await startApi();
    endpoint = await start(api.kubeconfig);
  });
  afterAll(async () => {
    await endpoint.close();
    await api.close();
  });

  it("passes a request on as the kubeconfig's user, and the answer back as it came", async () => {
    const sent = { method: "POST", body: '{"kind":"Pod"}', headers: { "content-type": "application/json" } };
    const answer = await send(endpoint, "/api/v1/pods?dryRun=All", sent);
    expect(answer).toMatchObject({ status: 201, headers: { "audit-id": "7" } });
    expect(answer.json()).toMatchObject({ method: "POST", url: "/api/v1/pods?dryRun=All", body: sent.body });
    expect(answer.json().headers).toMatchObject({ "content-type": "application/json" });
    expect(answer.json().headers).not.toHaveProperty("authorization");
  });

  it("streams a watch while it goes on, and ends it at the server when its reader goes", async () => {
    const request = open(endpoint, "/watch");
    const [answer] = (await once(request, "response")) as [IncomingMessage];
    const [event] = await once(answer, "data");
    expect(String(event)).toBe('{"type":"ADDED"}\n');
    answer.on("error", () => {});
    request.destroy();
    while (api.closedWatches.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(api.closedWatches).toEqual(["/watch"]);
  });

  it("lets an upgraded connection through in both directions, as exec and port-forward need it", async () => {
    const upgrade = { headers: { connection: "Upgrade", upgrade: "SPDY/3.1" } };
    const [answer, socket, head] = await once(open(endpoint, "/exec", upgrade), "upgrade");
    expect(answer).toMatchObject({ statusCode: 101, headers: { upgrade: "SPDY/3.1" } });
    if (head.length === 0) expect(String((await once(socket, "data"))[0])).toBe("hello");
    else expect(String(head)).toBe("hello");
    socket.write("ls");
    expect(String((await once(socket, "data"))[0])).toBe("LS");
    socket.destroy();
  });

  it("hands on an upgrade's refusal", async () => {
    const upgrade = { headers: { connection: "Upgrade", upgrade: "websocket" } };
    expect(await send(endpoint, "/refused", upgrade)).toMatchObject({ status: 403, body: "no" });
  });

  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  it.each<[string, TokenChanges, RegExp]>([
    ["six minutes old", { date: minutesAgo(6) }, /date differs from the clock by more than 5 minutes/],
    ["from six minutes ahead", { date: minutesAgo(-6) }, /date differs from the clock/],
    ["signed by a key that nobody has", { keyId: "a/b/c" }, /keyId is unknown or expired/],
    [
      "made for another region",
      { region: "us-ashburn-1" },
      /no signed URL of https:\/\/containerengine\.eu-f/,
    ],
    [
      "redirected to another cluster",
      { sentClusterId: "ocid1.cluster.x" },
      /is for ocid1\.cluster\.x, not for/,
    ],
  ])("refuses a token %s, in Kubernetes' own words", async (_, changes, why) => {
    const answer = await send(endpoint, "/api", { token: okeToken(key, clusterId, changes) });
    expect(answer.status).toBe(401);
    expect(answer.json()).toMatchObject({
      kind: "Status",
      status: "Failure",
      reason: "Unauthorized",
      code: 401,
    });
    expect(answer.json().message).toMatch(why);
  });

  it("refuses a token whose cluster was changed after signing", async () => {
    const token = okeToken(key, "ocid1.cluster.other", { sentClusterId: clusterId });
    expect((await send(endpoint, "/api", { token })).json().message).toMatch(/signature does not match/);
  });

  it.each([
    ["no token", {}],
    ["a service account's token", { token: "abc.def.ghi" }],
    ["base64 of something else", { token: "aGVsbG8" }],
    ["an upgrade without one", { headers: { connection: "Upgrade", upgrade: "websocket" } }],
  ])("refuses %s", async (_, sent) => {
    expect(await send(endpoint, "/api", { token: "", ...sent })).toMatchObject({ status: 401 });
  });

  it("speaks nothing but TLS", async () => {
    const plain = httpRequest(`http://${endpoint.address}/api`).end();
    await expect(once(plain, "response")).rejects.toMatchObject({ code: "ECONNRESET" });
  });
});

it("an OKE endpoint without an API server says so to who may know", async () => {
  const endpoint = await start();
  const answer = await send(endpoint, "/api");
  expect(answer.status).toBe(503);
  expect(answer.json()).toMatchObject({
    kind: "Status",
    reason: "ServiceUnavailable",
    message:
      "The sandbox has no API server behind this cluster. Start it with SANDBOX_KUBECONFIG=<a kubeconfig file>.",
  });
  expect(await send(endpoint, "/api", { token: "" })).toMatchObject({ status: 401 });
  await endpoint.close();
});

it("an OKE endpoint says so when its API server is gone", async () => {
  const api = await startApi();
  const endpoint = await start(api.kubeconfig);
  await api.close();
  const answer = await send(endpoint, "/api");
  expect(answer).toMatchObject({ status: 503 });
  expect(answer.json().message).toMatch(
    /^The API server behind the sandbox's cluster did not answer: .*ECONNREFUSED/,
  );
  await endpoint.close();
});

it("a kubeconfig without a client certificate is refused", async () => {
  const file = join(folder, "token-kubeconfig");
  const { kubeconfig, close } = await startApi();
  writeFileSync(
    file,
    readFileSync(kubeconfig, "utf8").replace("current-context: mine", "current-context: other"),
  );
  expect(() => readKubeconfig(file)).toThrow(
    `sandbox: kubeconfig ${file} must have client-certificate in its current context, got none. ` +
      "Use one with a CA and a client certificate, as kind, k3d and kube-local write it.",
  );
  await close();
});

const real = process.env.SANDBOX_KUBECONFIG;
(real ? describe : describe.skip)(
  "the API endpoint of an OKE cluster, in front of SANDBOX_KUBECONFIG",
  () => {
    it("creates, watches and deletes a namespace", async () => {
      const endpoint = await start(real);
      const name = `sandbox-${process.pid}`;
      const path = "/api/v1/namespaces";
      const watch = open(endpoint, `${path}?watch=true&fieldSelector=metadata.name%3D${name}`);
      const [answer] = (await once(watch, "response")) as [IncomingMessage];
      const body = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
      const headers = { "content-type": "application/json" };
      expect(await send(endpoint, path, { method: "POST", body, headers })).toMatchObject({ status: 201 });
      const [event] = await once(answer, "data");
      expect(JSON.parse(String(event).split("\n")[0] ?? "")).toMatchObject({
        type: "ADDED",
        object: { metadata: { name } },
      });
      answer.on("error", () => {});
      watch.destroy();
      expect(await send(endpoint, `${path}/${name}`, { method: "DELETE" })).toMatchObject({ status: 200 });
      await endpoint.close();
    });
  },
);
