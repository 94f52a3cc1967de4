import { createPublicKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type OciSandbox, startOciSandbox } from "../../../sandbox/oci/server.ts";
import { startInstanceServices } from "./instance-services.ts";
import { acceptedUntil, bundledCredential, refusal } from "./run-credential.ts";

const minute = 60_000;

/** The key in a session token; who issued it is not asked here. */
const keyInToken = (keyId: string) => {
  const claims = JSON.parse(Buffer.from(keyId.split(".")[1] ?? "", "base64url").toString());
  return createPublicKey({ key: JSON.parse(claims.jwk), format: "jwk" });
};

describe("kube-credential without a configuration file", () => {
  let folder: string;
  let execute: Awaited<ReturnType<typeof bundledCredential>>;
  let sandbox: OciSandbox;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "millrace-principals-"));
    execute = await bundledCredential(folder);
    sandbox = await startOciSandbox({ port: 0 });
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe("on an instance", () => {
    let services: Awaited<ReturnType<typeof startInstanceServices>> | undefined;
    afterEach(() => services?.close());

    it("signs with the token that the instance's certificate is good for", async () => {
      services = await startInstanceServices();

      const until = acceptedUntil(await execute(services.variables), services.findKey);

      expect(until).toBeGreaterThan(Date.now() + 3 * minute);
    });

    it("asks a busy service again", async () => {
      services = await startInstanceServices({ busy: 2 });

      expect(acceptedUntil(await execute(services.variables), services.findKey)).toBeGreaterThan(Date.now());
    });

    it("never outlives the token", async () => {
      services = await startInstanceServices({ lifetimeInSeconds: 30 });

      const until = acceptedUntil(await execute(services.variables), services.findKey);

      expect(until).toBeLessThanOrEqual(Date.now() + minute / 2);
    });

    it("says what the auth service answered when that refuses", async () => {
      services = await startInstanceServices();
      const elsewhere = `${services.url}/v1/elsewhere`;

      const result = await execute({ ...services.variables, OCI_CLI_FEDERATION_ENDPOINT: elsewhere });

      expect(result).toEqual(
        refusal(
          `${elsewhere}: must answer 200, got 404. Check that the instance reaches it and has the right time.`,
        ),
      );
    });

    it("says that it is no instance where there is no metadata service", async () => {
      services = await startInstanceServices();
      await services.close();
      const { variables } = services;
      services = undefined;

      expect(await execute(variables)).toMatchObject({
        stdout: "",
        status: 1,
        stderr: expect.stringMatching(
          /^kube-credential: http:\S+\.pem: must answer, got ECONNREFUSED\. Use instance_principal only on an instance of Oracle Cloud\.\n$/,
        ),
      });
    });
  });

  describe("as a resource", () => {
    const principal = async (lifetimeInSeconds?: number): Promise<Record<string, string>> => ({
      OCI_CLI_AUTH: "resource_principal",
      ...(await sandbox.writeResourcePrincipal(lifetimeInSeconds)),
    });

    it("signs with the token and the key of the files that the variables name", async () => {
      expect(acceptedUntil(await execute(await principal()), keyInToken)).toBeGreaterThan(Date.now());
    });

    it("signs with the token and the key in the variables themselves", async () => {
      const variables = await principal();
      for (const name of ["OCI_RESOURCE_PRINCIPAL_RPST", "OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM"]) {
        variables[name] = readFileSync(variables[name] ?? "", "utf8");
      }

      expect(acceptedUntil(await execute(variables), keyInToken)).toBeGreaterThan(Date.now());
    });

    it("refuses a token that has ended", async () => {
      expect((await execute(await principal(-90))).stderr).toMatch(
        /^kube-credential: OCI_RESOURCE_PRINCIPAL_RPST: session token must not have ended, got one that ended at \S+\. Oracle renews it; if it stays so, restart what this runs in\.\n$/,
      );
    });

    it("says which variable is missing", async () => {
      const { OCI_RESOURCE_PRINCIPAL_RPST: _, ...variables } = await principal();
      const elsewhere =
        "Use resource_principal only where Oracle sets these variables, such as in Functions.";

      expect(await execute(variables)).toEqual(
        refusal(`OCI_RESOURCE_PRINCIPAL_RPST must be set, got none. ${elsewhere}`),
      );
      expect(await execute({ OCI_CLI_AUTH: "resource_principal" })).toEqual(
        refusal(`OCI_RESOURCE_PRINCIPAL_VERSION must be 2.2, got none. ${elsewhere}`),
      );
    });
  });

  describe("in a pod", () => {
    const pod = async () => {
      const { variables, caFile, tokenFile } = await sandbox.startWorkloadIdentity();
      return {
        OCI_CLI_AUTH: "oke_workload_identity",
        ...variables,
        OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH: caFile,
        OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH: tokenFile,
      };
    };

    it("signs with the token that the service account is good for", async () => {
      expect(acceptedUntil(await execute(await pod()), keyInToken)).toBeGreaterThan(Date.now());
    });

    it("shows its service account to nobody who is not of the cluster", async () => {
      const authority = join(folder, "other.crt");
      const { caFile } = await sandbox.startWorkloadIdentity();
      writeFileSync(authority, readFileSync(caFile));

      const result = await execute({ ...(await pod()), OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH: authority });

      expect(result).toMatchObject({ stdout: "", status: 1 });
      expect(result.stderr).toMatch(/must answer, got \w+\. Use oke_workload_identity only in a pod of/);
    });

    it("says that it is no pod where it is none", async () => {
      expect(await execute({ OCI_CLI_AUTH: "oke_workload_identity" })).toEqual(
        refusal(
          "KUBERNETES_SERVICE_HOST must be set, got none. Use oke_workload_identity only in a pod of an enhanced OKE cluster.",
        ),
      );
    });
  });

  it("lists the kinds that there are when OCI_CLI_AUTH is none of them", async () => {
    expect(await execute({ OCI_CLI_AUTH: "instance_obo_user" })).toEqual(
      refusal(
        "OCI_CLI_AUTH must be one of api_key, security_token, instance_principal, resource_principal, oke_workload_identity, got instance_obo_user. Set it to one of those.",
      ),
    );
  });
});
