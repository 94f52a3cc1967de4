import { describe, expect, it } from "@jest/globals";
import { createLog } from "../../../apps/messaging/log.ts";

const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwcm9kdWNlciJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ";
const pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAplanted\n-----END RSA PRIVATE KEY-----";

/** Each with the part that must not come out. */
const planted: Readonly<Record<string, readonly [text: string, secret: string]>> = {
  "a password in a URL": ["connect postgres://millrace:hunter2planted@db:5432/x failed", "hunter2planted"],
  "a password in a message": ["login failed, password=hunter2planted;", "hunter2planted"],
  "a password as JSON in a message": ['got {"user":"a","password":"hunter2planted"}', "hunter2planted"],
  "a JSON Web Token": [`token ${jwt} is not valid`, "c2lnbmF0dXJl"],
  "an Authorization header": ["sent Authorization: Bearer abcdef0123456789", "abcdef0123456789"],
  "a login in base64": ["sent Basic YWxhZGRpbjpvcGVuc2VzYW1l", "YWxhZGRpbjpvcGVuc2VzYW1l"],
  "a request signature": ['Signature keyId="a/b/c",signature="c2lnbmVkLWJ5LW1l"', "c2lnbmVkLWJ5LW1l"],
  "a session token of Oracle": ["keyId ST$eyJraWQiOiJhc3dfcGxhbnRlZCJ9 refused", "eyJraWQiOiJhc3df"],
  "a private key": [`cannot read ${pem}`, "MIIEpAIBAAKCAQEAplanted"],
  "an API key": ["x-api-key: 9f8e7d6c5b4a", "9f8e7d6c5b4a"],
};

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog("producer", "pod-0", "trace", { write: (line) => void lines.push(line) }));
  return lines.join("");
}

describe("the log keeps back", () => {
  it.each(Object.entries(planted))("%s, in a line, a property and an error", (_, [text, secret]) => {
    const error = new Error(text, { cause: new Error(text) });
    const line = logged((log) => log.error({ err: error, reason: text, nested: { reason: text } }, text));

    expect(JSON.parse(line)).toMatchObject({ level: "error", program: "producer" });
    expect(line).not.toContain(secret);
  });

  it("whatever else a library hangs on its errors", () => {
    const error = Object.assign(new Error("refused"), {
      code: "ECONNREFUSED",
      config: { headers: { "opc-delegation": "planted" }, body: "planted" },
    });

    const line = logged((log) => log.error({ err: error }, "not reached"));

    expect(line).not.toContain("planted");
    expect(JSON.parse(line)).toMatchObject({ err: { message: "refused", code: "ECONNREFUSED" } });
  });

  it("nothing that is no secret", () => {
    const text = "secret ocid1.vaultsecret.oc1..aaaa: token must be renewed, password must be text, got 3.";

    expect(JSON.parse(logged((log) => log.info({ secret: "ocid1.vaultsecret.oc1..b" }, text)))).toMatchObject(
      {
        secret: "ocid1.vaultsecret.oc1..b",
        msg: text,
      },
    );
  });
});
