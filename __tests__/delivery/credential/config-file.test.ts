import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { fingerprintOf } from "../../../delivery/credential/private-key.ts";
import { SessionTokens } from "../../../sandbox/oci/session-tokens.ts";
import { acceptedUntil, bundledCredential, clusterId, refusal, region } from "./run-credential.ts";

const fourMinutes = 4 * 60_000;

describe("kube-credential with a configuration file", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const fingerprint = fingerprintOf(privateKey) ?? "";
  const keyId = `ocid1.tenancy.oc1..t/ocid1.user.oc1..u/${fingerprint}`;
  const findApiKey = (id: string) => (id === keyId ? publicKey : undefined);
  const tokens = new SessionTokens("ocid1.tenancy.oc1..t");
  const findSession = (id: string) => tokens.publicKey(id.replace(/^ST\$/, ""));
  const ended = tokens.issue(publicKey, -90);
  const endedAt = new Date(
    JSON.parse(Buffer.from(ended.split(".")[1] ?? "", "base64url").toString()).exp * 1000,
  );

  let folder: string;
  let execute: Awaited<ReturnType<typeof bundledCredential>>;
  const path = (name: string) => join(folder, name);
  const pem = (passphrase?: string) =>
    privateKey.export({
      type: "pkcs8",
      format: "pem",
      ...(passphrase ? { cipher: "aes-256-cbc", passphrase } : {}),
    });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "millrace-credential-"));
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const files = {
      "key.pem": pem(),
      "locked.pem": pem("open sesame"),
      "other.pem": other.export({ type: "pkcs8", format: "pem" }),
      "curve.pem": curve.export({ type: "pkcs8", format: "pem" }),
      "public.pem": publicKey.export({ type: "spki", format: "pem" }),
      token: `${tokens.issue(publicKey, 3600)}\n`,
      brief: tokens.issue(publicKey, 60),
      ended,
      "no-token": "something else",
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(path(name), text);
    const user = ["user=ocid1.user.oc1..u", `fingerprint=${fingerprint}`];
    const profile = (name: string, ...settings: string[]) => [`[${name}]`, ...settings, ""];
    writeFileSync(
      path("config"),
      [
        ...profile("DEFAULT", "# the tenancy of all", "tenancy = ocid1.tenancy.oc1..t"),
        ...profile("KEY", ...user, `key_file=${path("key.pem")}`),
        ...profile("LOCKED", ...user, `key_file=${path("locked.pem")}`, "pass_phrase=open sesame"),
        ...profile("FORGOT", ...user, `key_file=${path("locked.pem")}`),
        ...profile("WRONG", ...user, `key_file=${path("locked.pem")}`, "pass_phrase=open barley"),
        ...profile("OTHER", ...user, `key_file=${path("other.pem")}`),
        ...profile("CURVE", ...user, `key_file=${path("curve.pem")}`),
        ...profile("PUBLIC", ...user, `key_file=${path("public.pem")}`),
        ...profile("ABSENT", ...user, `key_file=${path("absent.pem")}`),
        ...profile("NOBODY", `key_file=${path("key.pem")}`),
        ...["token", "brief", "ended", "no-token"].flatMap((name) =>
          profile(name, ...user, `security_token_file=${path(name)}`, `key_file=${path("key.pem")}`),
        ),
      ].join("\n"),
    );
    execute = await bundledCredential(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (profile: string, variables: Record<string, string> = {}) =>
    execute({ OCI_CLI_CONFIG_FILE: path("config"), OCI_CLI_PROFILE: profile, ...variables });

  it("signs for the cluster with the profile's API key, for four minutes", async () => {
    const before = Date.now();
    const until = acceptedUntil(await run("KEY"), findApiKey);

    expect(until).toBeGreaterThanOrEqual(before + fourMinutes);
    expect(until).toBeLessThan(before + fourMinutes + 10_000);
  });

  it("opens an encrypted key with the profile's pass phrase, or that of OCI_CLI_PASSPHRASE", async () => {
    const runs = await Promise.all([run("LOCKED"), run("FORGOT", { OCI_CLI_PASSPHRASE: "open sesame" })]);

    for (const one of runs) expect(acceptedUntil(one, findApiKey)).toBeGreaterThan(Date.now());
  });

  it("needs no file when variables say everything", async () => {
    const one = await execute({
      OCI_CLI_TENANCY: "ocid1.tenancy.oc1..t",
      OCI_CLI_USER: "ocid1.user.oc1..u",
      OCI_CLI_FINGERPRINT: fingerprint,
      OCI_CLI_KEY_CONTENT: String(pem()),
    });

    expect(acceptedUntil(one, findApiKey)).toBeGreaterThan(Date.now());
  });

  it("signs with the session token of a profile that has one", async () => {
    const until = acceptedUntil(await run("token"), findSession);

    expect(until).toBeGreaterThan(Date.now() + fourMinutes - 60_000);
  });

  it("never outlives the session", async () => {
    const until = acceptedUntil(await run("brief", { OCI_CLI_AUTH: "security_token" }), findSession);

    expect(until).toBeLessThanOrEqual(Date.now() + 60_000);
  });

  it("signs with the API key of a profile that has both when OCI_CLI_AUTH says api_key", async () => {
    const one = await run("token", { OCI_CLI_AUTH: "api_key" });

    expect(acceptedUntil(one, findApiKey)).toBeGreaterThan(Date.now());
  });

  it.each([
    [
      "a profile that is not there",
      "ABSENTEE",
      () =>
        `${path("config")}: profile ABSENTEE must exist, got DEFAULT, KEY, LOCKED, FORGOT, WRONG, OTHER, CURVE, PUBLIC, ABSENT, NOBODY, token, brief, ended, no-token. Set OCI_CLI_PROFILE to one of those.`,
    ],
    [
      "a profile without a user",
      "NOBODY",
      () =>
        `${path("config")}: profile NOBODY must have user, got none. Add it, or run \`oci setup config\` again.`,
    ],
    [
      "a key file that is not there",
      "ABSENT",
      () => `${path("absent.pem")}: must be readable, got ENOENT. Correct key_file of the profile.`,
    ],
    [
      "a key of somebody else",
      "OTHER",
      () =>
        expect.stringContaining(
          `profile OTHER must name the key that its fingerprint is of, got fingerprint ${fingerprint} and a key with `,
        ),
    ],
    [
      "a key of another kind",
      "CURVE",
      () =>
        `${path("curve.pem")}: key must be an RSA key, got ec. Name the key that was made for Oracle Cloud.`,
    ],
    [
      "the public half of a key",
      "PUBLIC",
      () =>
        `${path("public.pem")}: must be a private key in PEM, got something else. Name the file of the key.`,
    ],
    [
      "an encrypted key without its pass phrase",
      "FORGOT",
      () =>
        `${path("locked.pem")}: key is encrypted and needs a pass phrase, got none. Set OCI_CLI_PASSPHRASE, or pass_phrase of the profile.`,
    ],
    [
      "a wrong pass phrase",
      "WRONG",
      () =>
        expect.stringMatching(
          /locked\.pem: key must open with the pass phrase, got ERR_\w+\. Correct OCI_CLI_PASSPHRASE, or pass_phrase of the profile\.\n$/,
        ),
    ],
    [
      "a session that has ended",
      "ended",
      () =>
        `${path("ended")}: session token must not have ended, got one that ended at ${endedAt.toISOString()}. Run \`oci session authenticate --profile-name ended\`.`,
    ],
    [
      "a token that is none",
      "no-token",
      () =>
        `${path("no-token")}: must be a session token with an expiry, got something else. Run \`oci session authenticate --profile-name no-token\`.`,
    ],
  ])("refuses %s with one line and nothing on standard output", async (_, profile, message) => {
    const expected = message();

    const result = await run(profile);

    expect(result).toEqual(
      typeof expected === "string" ? refusal(expected) : { stdout: "", stderr: expected, status: 1 },
    );
    expect(result.stderr.match(/\n/g)).toHaveLength(1);
  });

  it("says how to make a configuration file where there is none", async () => {
    expect(await execute({})).toEqual(
      refusal(
        "~/.oci/config: must be readable, got ENOENT. Run `oci setup config`, or set OCI_CLI_CONFIG_FILE.",
      ),
    );
  });

  it("says how to get a session where OCI_CLI_AUTH wants one and the profile has none", async () => {
    expect(await run("KEY", { OCI_CLI_AUTH: "security_token" })).toEqual(
      refusal(
        `${path("config")}: profile KEY must have security_token_file, got none. Run \`oci session authenticate --profile-name KEY\`.`,
      ),
    );
  });

  it.each([
    [["oke", clusterId], "arguments must be `oke <cluster-ocid> <region>` or `doks <cluster-id>`."],
    [["oke", "my-cluster", region], "cluster must be the OCID of a cluster, got my-cluster."],
    [
      ["oke", "ocid1.vcn.oc1.fra.a", region],
      "cluster must be the OCID of a cluster, got ocid1.vcn.oc1.fra.a.",
    ],
    [["oke", clusterId, "FRA"], "region must be an identifier such as eu-frankfurt-1, got FRA."],
    [
      ["oke", clusterId, "us-ashburn-1"],
      "region must be that of the cluster, eu-frankfurt-1, got us-ashburn-1.",
    ],
    [
      ["oke", "ocid1.cluster.oc1.iad.a", region],
      "region must be that of the cluster, us-ashburn-1, got eu-frankfurt-1.",
    ],
  ])("refuses the arguments %j", async (args, rule) => {
    expect(await execute({}, args)).toEqual(refusal(`${rule} Correct the exec command.`));
  });
});
