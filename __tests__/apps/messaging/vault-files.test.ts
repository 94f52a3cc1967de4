import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { bundle } from "../../../delivery/bundle.ts";
import { type OciSandbox, startOciSandbox } from "../../../sandbox/oci/server.ts";

/** Every byte there is, so that nothing which takes it for text gets it right. */
const wallet = Buffer.concat([
  Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  randomBytes(9000),
]);

describe("a program that is told to write secrets to files", () => {
  let bundles: string;
  let sandbox: OciSandbox;
  let folder: string;

  beforeAll(async () => {
    bundles = await mkdtemp(join(tmpdir(), "millrace-vault-bundle-"));
    [sandbox] = await Promise.all([startOciSandbox({ port: 0 }), bundle("consumer", bundles)]);
  });
  afterAll(async () => {
    await sandbox.close();
    await rm(bundles, { recursive: true });
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "millrace-vault-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** As the chart's init container does, with no more than what the program knows in the pod. */
  function run(files: string, more: Record<string, string> = {}) {
    const env = {
      OCI_AUTH: "config-file",
      OCI_CONFIG_FILE: sandbox.configFile,
      OCI_SECRETS_ENDPOINT: sandbox.url,
      VAULT_FILES: files,
      POD_NAME: "consumer-0",
      ...more,
    };
    return new Promise<{ code: number; output: string; errors: string }>((resolve) => {
      const args = [join(bundles, "consumer.mjs"), "vault-files", folder];
      const child = execFile(process.execPath, args, { env }, (_error, output, errors) =>
        resolve({ code: child.exitCode ?? -1, output, errors }),
      );
    });
  }

  it("writes each byte for byte, readable for nobody else, shows no value, and ends", async () => {
    const first = sandbox.createSecret({ name: "wallet", content: wallet });
    const second = sandbox.createSecret({ name: "password", content: "hunter2" });

    const { code, output } = await run(`wallet.zip=${first.id},password=${second.id}`);

    expect(code).toBe(0);
    expect(await readFile(join(folder, "wallet.zip"))).toEqual(wallet);
    expect(await readFile(join(folder, "password"), "utf8")).toBe("hunter2");
    expect((await stat(join(folder, "password"))).mode & 0o777).toBe(0o400);
    expect(output).toContain(first.id);
    expect(output).not.toContain("hunter2");
  });

  it("puts the new version in place of an old one, as when a container of the same pod starts again", async () => {
    const { id } = sandbox.createSecret({ name: "password", content: "old" });
    await run(`password=${id}`);
    sandbox.updateSecret(id, "new");

    expect((await run(`password=${id}`)).code).toBe(0);
    expect(await readFile(join(folder, "password"), "utf8")).toBe("new");
    expect(await readdir(folder)).toEqual(["password"]);
  });

  it("logs as much as it is told", async () => {
    const { id } = sandbox.createSecret({ name: "password", content: "a" });

    expect(await run(`password=${id}`, { LOG_LEVEL: "warn" })).toEqual({ code: 0, output: "", errors: "" });
  });

  it("fails with the file's name when a secret is not there, or not for this program", async () => {
    const { code, output } = await run("wallet.zip=ocid1.vaultsecret.oc1..gone");

    expect(code).toBe(1);
    expect(output).toContain(
      "VAULT_FILES: wallet.zip (ocid1.vaultsecret.oc1..gone) was not written: 404 NotAuthorizedOrNotFound",
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(["", "wallet.zip", "../x=ocid1.vaultsecret.oc1..a", "a=hunter2", "a=ocid1.vaultsecret.oc1..a,"])(
    "refuses VAULT_FILES %j together with all else that is wrong",
    async (files) => {
      const { code, errors } = await run(files, { OCI_AUTH: "" });

      expect(code).toBe(1);
      expect(errors).toBe(
        `consumer: VAULT_FILES must be <file name>=<OCID of a vault secret>, several separated by commas, each name once, got ${files === "" ? "nothing" : JSON.stringify(files)}. ` +
          "Name files without a folder and give OCIDs (ocid1.vaultsecret.…), never the content.\n" +
          "consumer: OCI_AUTH must be one of workload-identity, instance-principal, resource-principal, config-file, got nothing. " +
          "Use workload-identity on OKE and config-file on a laptop.\n",
      );
    },
  );
});
