import { spawn } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { configFileIdentity } from "../../../delivery/credential/config-file.ts";
import { exchangeToken } from "../../../delivery/login/exchange-token.ts";
import { pipelineToken } from "../../../delivery/login/pipeline-token.ts";
import { writeProfile } from "../../../delivery/login/write-profile.ts";
import { secret, startIdentityDomain, tenancy } from "./identity-domain.ts";

describe("npm run login -- oci", () => {
  let home: string;
  let domain: Awaited<ReturnType<typeof startIdentityDomain>>;
  const file = () => join(home, ".oci", "config");
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), "millrace-login-"));
    domain = await startIdentityDomain();
  });
  afterEach(async () => {
    await domain.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** As a step of a job, with nothing of this machine's. */
  async function login(variables: Record<string, string>, ...more: string[]) {
    const env = { PATH: process.env.PATH, HOME: home, USERPROFILE: home, ...variables };
    const child = spawn(process.execPath, ["delivery/run.mjs", "delivery/login.ts", "oci", ...more], { env });
    const closed = once(child, "close");
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [status] = await closed;
    return { output, errors, status };
  }

  const session = () =>
    exchangeToken(domain.variables, () => pipelineToken({ ...domain.variables, ...domain.github }));

  it("leaves a profile that signs as whom the trust made of the job, and tells nobody a secret", async () => {
    const { output, errors, status } = await login({ ...domain.variables, ...domain.github });

    expect({ errors, status }).toEqual({ errors: "", status: 0 });
    expect(output).toMatch(/^~\/\.oci\/config: profile pipeline is a session until 20\S+Z\n$/);
    const identity = configFileIdentity(
      { OCI_CLI_CONFIG_FILE: file(), OCI_CLI_PROFILE: "pipeline" },
      "session",
    );
    const issuedFor = domain.publicKey(identity.keyId.replace("ST$", ""));
    expect(issuedFor?.equals(createPublicKey(identity.privateKey))).toBe(true);
    expect(readFileSync(file(), "utf8")).toContain(`tenancy=${tenancy}\n`);
    const written = readdirSync(home, { recursive: true, encoding: "utf8" })
      .map((name) => join(home, name))
      .filter((name) => statSync(name).isFile());
    expect(written.map((name) => statSync(name).mode & 0o077)).toEqual(written.map(() => 0));
    for (const name of written) expect(readFileSync(name, "utf8")).not.toMatch(/planted/);
  });

  it("goes on without where a job may have no identity domain, and nothing else", async () => {
    expect(await login({}, "--if-configured")).toEqual({
      output: "no login: OCI_TOKEN_EXCHANGE_DOMAIN_URL is not set\n",
      errors: "",
      status: 0,
    });
    expect(await login(domain.variables, "--if-configured")).toMatchObject({
      errors: expect.stringMatching(
        /^login: environment: OCI_ID_TOKEN or ACTIONS_ID_TOKEN_REQUEST_URL must /,
      ),
      status: 1,
    });
  });

  it("takes the token of a job of GitLab as it is given", async () => {
    const { expiresAt } = await exchangeToken(domain.variables, () => pipelineToken(domain.gitlab));

    expect(expiresAt).toBeGreaterThan(Date.now() + 3_000_000);
  });

  it("says what the domain has against a job that no trust is for", async () => {
    await domain.close();
    domain = await startIdentityDomain({ subject: "repo:acme/millrace:pull_request" });

    await expect(session()).rejects.toThrow(
      `${domain.url}/oauth2/v1/token: must answer 200, got 403 {"error":"invalid_request","message":"no trust for repo:acme/millrace:pull_request, oracle-cloud"}. See that OCI_TOKEN_EXCHANGE_DOMAIN_URL is the domain's, and its identity propagation trust fits the job's claims: docs/new-environment.md.`,
    );
  });

  it("names every variable that is missing before it asks anybody", async () => {
    const asked = () => Promise.reject(new Error("asked"));

    await expect(exchangeToken({ OCI_TOKEN_EXCHANGE_CLIENT_SECRET: secret }, asked)).rejects.toThrow(
      "environment: OCI_TOKEN_EXCHANGE_DOMAIN_URL, OCI_TOKEN_EXCHANGE_CLIENT_ID, TF_VAR_tenancy_ocid must be set, got none. docs/new-environment.md says where they come from.",
    );
  });

  it("refuses a job that nobody vouches for", async () => {
    await expect(pipelineToken({})).rejects.toThrow(
      "environment: OCI_ID_TOKEN or ACTIONS_ID_TOKEN_REQUEST_URL must be set, got neither. On GitHub give the job `permissions: id-token: write`, on GitLab `id_tokens: OCI_ID_TOKEN`.",
    );
  });

  it("writes its own profile anew and keeps those of others", async () => {
    mkdirSync(join(home, ".oci"));
    writeFileSync(file(), "[DEFAULT]\nuser=somebody\n");

    writeProfile(file(), "pipeline", "first", await session());
    writeFileSync(file(), `${readFileSync(file(), "utf8")}[LATER]\nuser=another\n`);
    writeProfile(file(), "pipeline", "second", await session());

    const text = readFileSync(file(), "utf8");
    expect(text.match(/^\[.*\]$/gm)).toEqual(["[DEFAULT]", "[LATER]", "[pipeline]"]);
    expect(text).toContain("[DEFAULT]\nuser=somebody\n");
    expect(text).toContain("[LATER]\nuser=another\n");
    expect(text.match(/^tenancy=.*$/gm)).toEqual(["tenancy=second"]);
  });

  it("leaves a profile alone that somebody else wrote", async () => {
    mkdirSync(join(home, ".oci"));
    writeFileSync(file(), "[pipeline]\nuser=somebody\n");
    const made = await session();

    expect(() => writeProfile(file(), "pipeline", tenancy, made)).toThrow(
      `${file()}: profile pipeline must be one that this program wrote, got another. Set OCI_CLI_PROFILE to a name of its own.`,
    );
    expect(readFileSync(file(), "utf8")).toBe("[pipeline]\nuser=somebody\n");
  });
});
