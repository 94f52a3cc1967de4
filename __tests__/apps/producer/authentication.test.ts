import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from "jose";
import type { ProducerConfig } from "../../../apps/messaging/config.ts";
import { createProducer } from "../../../apps/producer/producer.ts";
import { MemoryTransport } from "../../support/memory-transport.ts";
import { emptyPage, producerConfig, type Started, start, until } from "../../support/running-program.ts";

const ada = { name: "Ada", age: 36, comment: "" };

interface Pair {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

async function pair(kid: string): Promise<Pair> {
  return { kid, ...(await generateKeyPair("ES256", { extractable: true })) };
}

let keys: Record<"first" | "second" | "strange", Pair>;
beforeAll(async () => {
  keys = { first: await pair("first"), second: await pair("second"), strange: await pair("first") };
});

/** An issuer of tokens on this machine: discovery document and key set. */
let issuer: Server;
let issuerUrl: string;
let published: Pair[];
let issuerIsDown: boolean;
let discovered: string | undefined;
let stream: MemoryTransport;
let producer: Started | undefined;

beforeEach(async () => {
  stream = new MemoryTransport();
  published = [keys.first];
  issuerIsDown = false;
  discovered = undefined;
  issuer = createServer(async ({ url }, response) => {
    const documents: Record<string, () => Promise<object>> = {
      "/.well-known/openid-configuration": async () => ({
        issuer: discovered ?? issuerUrl,
        jwks_uri: `${issuerUrl}/keys`,
      }),
      "/keys": async () => ({
        keys: await Promise.all(
          published.map(async ({ kid, publicKey }) => ({
            ...(await exportJWK(publicKey)),
            kid,
            alg: "ES256",
            use: "sig",
          })),
        ),
      }),
    };
    const document = documents[url ?? ""];
    if (!document || issuerIsDown) response.writeHead(503).end();
    else
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(await document()));
  });
  await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
  issuerUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await producer?.stop();
  producer = undefined;
  issuer.closeAllConnections();
  await new Promise((resolve) => issuer.close(resolve));
});

async function run(change: object = {}): Promise<Started> {
  const authentication = { issuer: issuerUrl, audience: "records", ...change };
  producer = await start(
    (config: ProducerConfig, log, metrics) => createProducer(config, log, metrics, emptyPage),
    { ...producerConfig, authentication },
    async () => stream,
  );
  return producer;
}

const isReady = async () => (await fetch(`${producer?.url}/readyz`)).ok;

async function ready(): Promise<void> {
  await until(isReady, "the producer to be ready");
}

interface TokenOptions {
  readonly key?: Pair;
  readonly from?: string;
  readonly audience?: string;
  readonly expiresIn?: number;
  readonly claims?: Record<string, unknown>;
}

function token(options: TokenOptions = {}) {
  const { key = keys.first, from = issuerUrl, audience = "records", expiresIn = 60, claims = {} } = options;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "ES256", kid: key.kid })
    .setIssuer(from)
    .setAudience(audience)
    .setSubject("somebody")
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn)
    .sign(key.privateKey);
}

async function post(authorization?: string, path = "/records", body: unknown = ada) {
  const answer = await fetch(`${producer?.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization && { authorization }) },
    body: JSON.stringify(body),
  });
  const { detail } = (await answer.json()) as { detail?: string };
  return { status: answer.status, challenge: answer.headers.get("www-authenticate"), detail };
}

describe("a producer with an issuer of tokens", () => {
  it("takes records from who has a token of the issuer, and from nobody else", async () => {
    await run();
    await ready();
    expect(await post()).toEqual({
      status: 401,
      challenge: 'Bearer realm="millrace"',
      detail: "A bearer token must come in the header authorization.",
    });
    expect(stream.records).toHaveLength(0);
    expect((await post(`Bearer ${await token()}`)).status).toBe(202);
    expect((await post(`bearer ${await token()}`)).status).toBe(202);
    expect(stream.records).toHaveLength(2);
  });

  it("guards everything that sends, and nothing that only shows", async () => {
    const { url } = await run();
    await ready();
    expect((await post(undefined, "/samples", { count: 1 })).status).toBe(401);
    expect((await post(`Bearer ${await token()}`, "/samples", { count: 1 })).status).toBe(202);
    const rate = await fetch(`${url}/api/sample-rate`, { method: "PUT", body: "{}" });
    expect(rate.status).toBe(401);
    expect(await (await fetch(`${url}/api/summary`)).json()).toMatchObject({ needsToken: true });
  });

  const bad: readonly (readonly [string, () => Promise<string>, string])[] = [
    ["has expired", () => token({ expiresIn: -31 }), "it has expired"],
    [
      "is for another audience",
      () => token({ audience: "other" }),
      "its issuer, audience or times are not the ones that are needed",
    ],
    [
      "is of another issuer",
      () => token({ from: "https://elsewhere.example.com" }),
      "its issuer, audience or times are not the ones that are needed",
    ],
    ["is signed by somebody else", () => token({ key: keys.strange }), "its signature is wrong"],
    [
      "names a key that the issuer does not have",
      () => token({ key: keys.second }),
      "the issuer has no such key",
    ],
    ["is signed with what everybody knows", () => hmac(), "its algorithm is not allowed"],
    [
      "is not signed",
      async () => `${base64({ alg: "none" })}.${base64({ iss: issuerUrl, aud: "records" })}.`,
      "its algorithm is not allowed",
    ],
    ["is no token", async () => "abc", "it is not a token"],
  ];
  it.each(bad)("refuses a token that %s", async (_, make, reason) => {
    await run();
    await ready();
    expect(await post(`Bearer ${await make()}`)).toEqual({
      status: 401,
      challenge: 'Bearer realm="millrace", error="invalid_token"',
      detail: `The token is not accepted: ${reason}.`,
    });
    expect(stream.records).toHaveLength(0);
  });

  it("allows clocks to differ by half a minute", async () => {
    await run();
    await ready();
    expect((await post(`Bearer ${await token({ expiresIn: -20 })}`)).status).toBe(202);
  });

  it("answers 403 to a token without the scope", async () => {
    await run({ scope: "records:send" });
    await ready();
    expect(await post(`Bearer ${await token({ claims: { scope: "records:read" } })}`)).toEqual({
      status: 403,
      challenge: 'Bearer realm="millrace", error="insufficient_scope", scope="records:send"',
      detail: "The token must have the scope records:send.",
    });
    expect((await post(`Bearer ${await token({ claims: { scope: "a records:send" } })}`)).status).toBe(202);
    expect((await post(`Bearer ${await token({ claims: { scp: ["records:send"] } })}`)).status).toBe(202);
  });

  it("is not ready, rather than open, until the issuer's keys are here", async () => {
    issuerIsDown = true;
    await run();
    await producer?.logged("the issuer's keys cannot be fetched");
    expect(await isReady()).toBe(false);
    expect((await post(`Bearer ${await token()}`)).status).toBe(503);
    expect((await post()).status).toBe(401);
    issuerIsDown = false;
    await ready();
    await producer?.logged("the issuer's keys are here again");
    issuerIsDown = true;
    expect((await post(`Bearer ${await token()}`)).status).toBe(202);
  });

  it("follows the issuer to a new key, with a key set of its own address, too", async () => {
    await run({ jwksUrl: `${issuerUrl}/keys` });
    await ready();
    published = [keys.second];
    const realNow = Date.now;
    try {
      // A key that is not known is asked for, but not twice within half a minute.
      const made = await token({ key: keys.second, expiresIn: 300 });
      expect((await post(`Bearer ${made}`)).status).toBe(401);
      Date.now = () => realNow() + 31_000;
      expect((await post(`Bearer ${made}`)).status).toBe(202);
    } finally {
      Date.now = realNow;
    }
  });

  it("does not believe a discovery document that speaks for another issuer", async () => {
    discovered = "http://127.0.0.1:1";
    await run();
    const line = await producer?.logged("the issuer's keys cannot be fetched");
    expect(line?.reason).toBe(
      `${issuerUrl}/.well-known/openid-configuration: issuer must be ${issuerUrl}, got "http://127.0.0.1:1". Set OIDC_ISSUER to it`,
    );
    expect(await isReady()).toBe(false);
  });

  it("never logs a token", async () => {
    await run();
    await ready();
    const tokens = [await token(), await token({ key: keys.strange }), "planted-secret"];
    for (const one of tokens) await post(`Bearer ${one}`);
    const log = JSON.stringify(producer?.lines);
    for (const one of tokens) for (const part of one.split(".")) expect(log).not.toContain(part);
  });
});

describe("a producer without an issuer of tokens", () => {
  it("warns when people from outside can reach it", async () => {
    const open = (change: Partial<ProducerConfig>) =>
      start(
        (config: ProducerConfig, log, metrics) => createProducer(config, log, metrics, emptyPage),
        { ...producerConfig, ...change },
        async () => stream,
      );
    const warnings = ({ lines }: Started) => lines.filter(({ msg }) => msg.startsWith("whoever reaches"));
    producer = await open({ publicHost: "records.example.com" });
    expect(warnings(producer)).toMatchObject([{ level: 40, publicHost: "records.example.com" }]);
    await producer.stop();
    producer = await open({});
    expect(warnings(producer)).toEqual([]);
  });
});

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The old trick: the public key as the secret of an HMAC. */
async function hmac(): Promise<string> {
  const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.first.publicKey)));
  return new SignJWT({})
    .setProtectedHeader({ alg: "HS256", kid: "first" })
    .setIssuer(issuerUrl)
    .setAudience("records")
    .setExpirationTime("1m")
    .sign(secret);
}
