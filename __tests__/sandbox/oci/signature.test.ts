import { generateKeyPairSync } from "node:crypto";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type OciSandbox, startOciSandbox } from "../../../sandbox/oci/server.ts";
import { type RequestChanges, SignedClient } from "./signed-client.ts";

const path = "/20180418/streams/ocid1.stream.none/cursors";
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

describe("the OCI sandbox, asked who is calling", () => {
  let sandbox: OciSandbox;
  let client: SignedClient;

  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0 });
    client = new SignedClient(sandbox);
  });

  afterAll(() => sandbox.close());

  it("lets a rightly signed request through to the service", async () => {
    expect((await client.post(path, {})).status).toBe(404);
  });

  const sixMinutes = 6 * 60_000;
  const refusals: [string, RequestChanges, string][] = [
    ["a key that the sandbox never made", { privateKey }, "the signature does not match"],
    ["an unknown key id", { keyId: "tenancy/user/fingerprint" }, "keyId is unknown or expired"],
    [
      "a clock that is six minutes slow",
      { date: new Date(Date.now() - sixMinutes) },
      "date differs from the clock",
    ],
    [
      "a clock that is six minutes fast",
      { date: new Date(Date.now() + sixMinutes) },
      "date differs from the clock",
    ],
    ["a changed body", { sentBody: "[]" }, "x-content-sha256 is not the hash of the body"],
    ["a changed header", { sentHeaders: { "content-type": "text/plain" } }, "the signature does not match"],
    [
      "a body outside the signature",
      { signedHeaders: ["date", "(request-target)", "host"] },
      "not signed: x-content-sha256, content-type, content-length",
    ],
    [
      "a signature of another version",
      { sentHeaders: { authorization: 'Signature keyId="x"' } },
      "no Authorization",
    ],
  ];

  it.each(refusals)("answers 401 to %s", async (_, changes, why) => {
    const answer = await client.post(path, {}, changes);
    expect(answer.status).toBe(401);
    expect(answer.json.code).toBe("NotAuthenticated");
    expect(answer.json.message).toContain(why);
  });

  it("answers only to its own address, so that no web page can reach it under another name", async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { host: "attacker.example" };
      request(`${sandbox.url}/sandbox/faults`, { headers, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it("answers 501 to a call it does not know, and remembers it", async () => {
    const answer = await client.get("/20180418/nothing?compartmentId=x");
    expect(answer.status).toBe(501);
    expect(answer.json).toEqual({
      code: "NotImplemented",
      message: "The sandbox does not know GET /20180418/nothing.",
    });
    expect(sandbox.unknownCalls).toEqual([{ method: "GET", path: "/20180418/nothing" }]);
    const listed = await fetch(`${sandbox.url}/sandbox/unknown-calls`);
    expect(await listed.json()).toEqual(sandbox.unknownCalls);
  });
});
