import { spawnSync } from "node:child_process";
import { createVerify, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

const cluster = "ocid1.cluster.oc1.eu-frankfurt-1.aaaa";

describe("kube-credential", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "millrace-credential-"));
    writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
    writeFileSync(join(folder, "token"), "session-token\n");
    writeFileSync(
      join(folder, "config"),
      [
        "[DEFAULT]",
        "tenancy = ocid1.tenancy.oc1..t",
        "user=ocid1.user.oc1..u",
        "fingerprint=aa:bb",
        `key_file=${join(folder, "key.pem")}`,
        "[SESSION]",
        `security_token_file=${join(folder, "token")}`,
        `key_file=${join(folder, "key.pem")}`,
        "[HALF]",
        "tenancy=ocid1.tenancy.oc1..t",
        `key_file=${join(folder, "key.pem")}`,
      ].join("\n"),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(args: string[], profile = "DEFAULT", file = join(folder, "config")) {
    return spawnSync(process.execPath, ["delivery/run.mjs", "delivery/kube-credential.ts", ...args], {
      encoding: "utf8",
      env: { ...process.env, OCI_CLI_CONFIG_FILE: file, OCI_CLI_PROFILE: profile },
    });
  }
  const request = (stdout: string) => {
    const { status } = JSON.parse(stdout);
    return new URL(Buffer.from(status.token, "base64url").toString());
  };

  it("prints an ExecCredential whose token is a signed request for that cluster", () => {
    const { stdout, status } = run(["oke", cluster, "eu-frankfurt-1"]);

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      apiVersion: "client.authentication.k8s.io/v1",
      kind: "ExecCredential",
    });
    const url = request(stdout);
    expect(`${url.host}${url.pathname}`).toBe(
      `containerengine.eu-frankfurt-1.oraclecloud.com/cluster_request/${cluster}`,
    );
    const authorization = url.searchParams.get("authorization") ?? "";
    expect(authorization).toContain('keyId="ocid1.tenancy.oc1..t/ocid1.user.oc1..u/aa:bb"');
    const signed = `date: ${url.searchParams.get("date")}\n(request-target): get ${url.pathname}\nhost: ${url.host}`;
    const signature = /signature="([^"]+)"/.exec(authorization)?.[1] ?? "";
    expect(createVerify("RSA-SHA256").update(signed).verify(publicKey, signature, "base64")).toBe(true);
  });

  it("expires four minutes after it was made", () => {
    const before = Date.now();
    const { status } = JSON.parse(run(["oke", cluster, "eu-frankfurt-1"]).stdout);

    const lifetime = Date.parse(status.expirationTimestamp) - before;
    expect(lifetime).toBeGreaterThanOrEqual(4 * 60_000);
    expect(lifetime).toBeLessThan(4 * 60_000 + 10_000);
  });

  it("signs with the session token of a profile that has one", () => {
    const url = request(run(["oke", cluster, "eu-frankfurt-1"], "SESSION").stdout);

    expect(url.searchParams.get("authorization")).toContain('keyId="ST$session-token"');
  });

  it.each([
    [
      "a profile that is not there",
      ["oke", cluster, "eu-frankfurt-1"],
      "NOBODY",
      () =>
        `${join(folder, "config")}: profile NOBODY must exist, got DEFAULT, SESSION, HALF. Set OCI_CLI_PROFILE to one of those.`,
    ],
    [
      "a profile without a user",
      ["oke", cluster, "eu-frankfurt-1"],
      "HALF",
      () =>
        `${join(folder, "config")}: profile HALF must have user, got none. Add it, or run \`oci setup config\` again.`,
    ],
    [
      "something that is no cluster",
      ["oke", "my-cluster", "eu-frankfurt-1"],
      "DEFAULT",
      () => "cluster must be the OCID of a cluster, got my-cluster. Correct the exec command.",
    ],
    [
      "a missing region",
      ["oke", cluster],
      "DEFAULT",
      () => "arguments must be `oke <cluster-ocid> <region>`. Correct the exec command.",
    ],
  ])("refuses %s with one line and nothing on standard output", (_, args, profile, message) => {
    const { stdout, stderr, status } = run(args, profile);

    expect({ stdout, stderr, status }).toEqual({
      stdout: "",
      stderr: `kube-credential: ${message()}\n`,
      status: 1,
    });
  });

  it("says how to make a configuration file where there is none", () => {
    const { stderr } = run(["oke", cluster, "eu-frankfurt-1"], "DEFAULT", join(folder, "absent"));

    expect(stderr).toBe(
      `kube-credential: ${join(folder, "absent")}: must be readable, got ENOENT. Run \`oci setup config\`, or set OCI_CLI_CONFIG_FILE.\n`,
    );
  });
});
