import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import {
  type AuthenticationDetailsProvider,
  OkeWorkloadIdentityAuthenticationDetailsProvider,
  ResourcePrincipalAuthenticationDetailsProvider,
} from "oci-common";
import { SecretsClient } from "oci-secrets";
import { type OciSandbox, startOciSandbox } from "../../../sandbox/oci/server.ts";
import { SignedClient } from "./signed-client.ts";

describe("a session token of the OCI sandbox", () => {
  const environment = { ...process.env };
  let sandbox: OciSandbox;
  let secretId: string;

  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0 });
    secretId = sandbox.createSecret({ name: "connection", content: "{}" }).id;
  });

  afterEach(() => {
    process.env = { ...environment };
  });

  afterAll(() => sandbox.close());

  async function readSecret(authenticationDetailsProvider: AuthenticationDetailsProvider): Promise<number> {
    const client = new SecretsClient({ authenticationDetailsProvider });
    client.endpoint = sandbox.url;
    try {
      return (await client.getSecretBundle({ secretId })).secretBundle.versionNumber;
    } finally {
      client.shutdownCircuitBreaker();
    }
  }

  const createWorkload = async (lifetimeInSeconds?: number) => {
    const identity = await sandbox.startWorkloadIdentity(lifetimeInSeconds);
    Object.assign(process.env, identity.variables);
    const provider = OkeWorkloadIdentityAuthenticationDetailsProvider.builder(
      identity.caFile,
      identity.tokenFile,
    );
    return { identity, provider };
  };

  it("lets a workload on OKE in, through Oracle's own provider and TLS with the CA file", async () => {
    const { identity, provider } = await createWorkload();
    expect(await readSecret(provider)).toBe(1);
    expect(await readSecret(provider)).toBe(1);
    expect(identity.issued()).toBe(1);
  });

  it("is fetched again when it has expired", async () => {
    const { identity, provider } = await createWorkload(-1);
    await provider.refresh();
    await provider.getKeyId();
    expect(identity.issued()).toBe(2);
  });

  it("is not given to a service account token from before the rotation", async () => {
    const { identity, provider } = await createWorkload();
    await identity.rotateToken();
    await expect(provider.refresh()).rejects.toThrow("Status: 403");
    const fresh = OkeWorkloadIdentityAuthenticationDetailsProvider.builder(
      identity.caFile,
      identity.tokenFile,
    );
    expect(await readSecret(fresh)).toBe(1);
  });

  it("lets a resource principal in, through Oracle's own provider", async () => {
    Object.assign(process.env, await sandbox.writeResourcePrincipal());
    expect(await readSecret(ResourcePrincipalAuthenticationDetailsProvider.builder())).toBe(1);
  });

  it("is refused after its expiry, and when another sandbox issued it", async () => {
    const client = new SignedClient(sandbox);
    const other = await startOciSandbox({ port: 0 });
    const tokens = [await sandbox.writeResourcePrincipal(0), await other.writeResourcePrincipal()];
    for (const variables of tokens) {
      Object.assign(process.env, variables);
      const provider = ResourcePrincipalAuthenticationDetailsProvider.builder();
      const answer = await client.get(`/20190301/secretbundles/${secretId}`, {
        keyId: `ST$${await provider.refresh()}`,
        privateKey: provider.getPrivateKey(),
      });
      expect(answer).toMatchObject({ status: 401, json: { code: "NotAuthenticated" } });
    }
    await other.close();
  });
});
