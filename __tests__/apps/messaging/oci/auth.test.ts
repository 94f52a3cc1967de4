import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import pino from "pino";
import { type AuthConfig, Identity } from "../../../../apps/messaging/oci/auth.ts";
import { HttpClient } from "../../../../apps/messaging/oci/http-client.ts";
import { connectOciStreaming } from "../../../../apps/messaging/oci/oci-streaming.ts";
import { readStreamDetails } from "../../../../apps/messaging/oci/secrets.ts";
import { sessionToken, startSecretService, startWorkloadTokenService } from "./token-services.ts";

const keys = new Map<string, KeyObject>();
const passphrase = "hunter2";
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const plainPem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const lockedPem = privateKey
  .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase })
  .toString();

let secrets: Awaited<ReturnType<typeof startSecretService>>;
let folder: string;
const environment = { ...process.env };
beforeAll(async () => {
  secrets = await startSecretService(keys);
});
afterAll(() => secrets.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "millrace-auth-"));
  keys.clear();
  secrets.refused.length = 0;
});
afterEach(async () => {
  process.env = { ...environment };
  await rm(folder, { recursive: true, force: true });
});

/** Reads the secret, which proves that the service knows who asks. */
async function read(config: AuthConfig, between?: () => Promise<void>): Promise<string> {
  const http = new HttpClient(new Identity(config, 2_000, folder), 2_000);
  try {
    if (between) {
      await readStreamDetails(http, secrets.url, "ocid1.secret");
      await between();
    }
    return (await readStreamDetails(http, secrets.url, "ocid1.secret")).streamOCID;
  } finally {
    http.close();
  }
}

async function writeConfig(pem: string, lines: readonly string[]): Promise<string> {
  await writeFile(join(folder, "key.pem"), pem);
  const configFile = join(folder, "config");
  const common = [
    `key_file=${join(folder, "key.pem")}`,
    "tenancy=T",
    "fingerprint=F",
    "region=eu-frankfurt-1",
  ];
  await writeFile(
    configFile,
    ["[DEFAULT]", ...common, "user=other", "[MILLRACE]", ...common, ...lines].join("\n"),
  );
  return configFile;
}

describe("config-file", () => {
  const auth = "config-file";
  const configProfile = "MILLRACE";

  it("signs with the key of the profile", async () => {
    keys.set("T/U/F", publicKey);
    const configFile = await writeConfig(plainPem, ["user=U"]);
    expect(await read({ auth, configFile, configProfile })).toBe("ocid1.stream");
    expect(secrets.refused).toEqual([]);
  });

  it("opens a key with a passphrase", async () => {
    keys.set("T/U/F", publicKey);
    const configFile = await writeConfig(lockedPem, ["user=U", `pass_phrase=${passphrase}`]);
    expect(await read({ auth, configFile, configProfile })).toBe("ocid1.stream");
  });

  it("signs with a session's token, and takes the new one when the old one is refused", async () => {
    const tokenFile = join(folder, "token");
    await writeFile(tokenFile, "first");
    keys.set("ST$first", publicKey);
    const configFile = await writeConfig(plainPem, [`security_token_file=${tokenFile}`]);
    const rotated = read({ auth, configFile, configProfile }, async () => {
      await writeFile(tokenFile, "second");
      keys.clear();
      keys.set("ST$second", publicKey);
    });
    expect(await rotated).toBe("ocid1.stream");
    expect(secrets.refused).toHaveLength(1);
  });

  it("asks a second time after a 401, and not a third", async () => {
    const configFile = await writeConfig(plainPem, ["user=U"]);
    await expect(read({ auth, configFile, configProfile })).rejects.toThrow(/^401 NotAuthenticated/);
    expect(secrets.refused).toHaveLength(2);
  });

  it("says which kind of identity failed, and never shows the key", async () => {
    const configFile = await writeConfig("-----BEGIN hunter2-----", ["user=U"]);
    const failure = String(await read({ auth, configFile, configProfile }).catch((error: unknown) => error));
    expect(failure).toMatch(/^NoAnswerError: OCI_AUTH config-file: /);
    expect(failure).not.toContain("hunter2");
  });
});

describe("resource-principal", () => {
  it("signs with the token and key that the platform gave", async () => {
    const token = sessionToken("function");
    keys.set(`ST$${token}`, publicKey);
    Object.assign(process.env, {
      OCI_RESOURCE_PRINCIPAL_VERSION: "2.2",
      OCI_RESOURCE_PRINCIPAL_RPST: token,
      OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM: plainPem,
      OCI_RESOURCE_PRINCIPAL_REGION: "eu-frankfurt-1",
    });
    expect(await read({ auth: "resource-principal" })).toBe("ocid1.stream");
    expect(await new Identity({ auth: "resource-principal" }, 1_000).region()).toBe("eu-frankfurt-1");
  });

  it("reads files that the platform renews", async () => {
    const [tokenFile, keyFile] = [join(folder, "rpst"), join(folder, "key.pem")];
    const [first, second] = [sessionToken("first"), sessionToken("second")];
    await writeFile(tokenFile, first);
    await writeFile(keyFile, plainPem);
    keys.set(`ST$${first}`, publicKey);
    Object.assign(process.env, {
      OCI_RESOURCE_PRINCIPAL_VERSION: "2.2",
      OCI_RESOURCE_PRINCIPAL_RPST: tokenFile,
      OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM: keyFile,
      OCI_RESOURCE_PRINCIPAL_REGION: "eu-frankfurt-1",
    });
    const renewed = read({ auth: "resource-principal" }, async () => {
      const next = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
      await writeFile(tokenFile, second);
      await writeFile(keyFile, next.export({ type: "pkcs1", format: "pem" }));
      keys.clear();
      keys.set(`ST$${second}`, createPublicKey(next));
    });
    expect(await renewed).toBe("ocid1.stream");
  });
});

describe("workload-identity", () => {
  it("exchanges the service account's token, and again with the token of the day when that is needed", async () => {
    let bearer = "first";
    const tokens = await startWorkloadTokenService(() => bearer, keys);
    try {
      await writeFile(join(folder, "ca.crt"), tokens.cert);
      await writeFile(join(folder, "token"), bearer);
      Object.assign(process.env, {
        KUBERNETES_SERVICE_HOST: "localhost",
        KUBERNETES_SERVICE_PORT_PROXYMUX: String(tokens.port),
      });
      const config = { auth: "workload-identity", region: "eu-frankfurt-1" } as const;
      const exchanged = read(config, async () => {
        // Kubernetes has rotated the token, and Oracle Cloud ends the session.
        bearer = "second";
        await writeFile(join(folder, "token"), bearer);
        keys.clear();
      });
      expect(await exchanged).toBe("ocid1.stream");
      expect(tokens.asked).toEqual(Array(2).fill("POST /resourcePrincipalSessionTokens"));
      expect(secrets.refused).toHaveLength(1);
    } finally {
      await tokens.close();
    }
  });

  it("needs a region to find the secret", async () => {
    const tokens = await startWorkloadTokenService(() => "first", keys);
    try {
      await writeFile(join(folder, "ca.crt"), tokens.cert);
      await writeFile(join(folder, "token"), "first");
      process.env.KUBERNETES_SERVICE_HOST = "localhost";
      process.env.KUBERNETES_SERVICE_PORT_PROXYMUX = String(tokens.port);
      const connecting = connectOciStreaming(
        { messaging: "oci-streaming", auth: "workload-identity", streamDetailsSecretOcid: "ocid1.secret" },
        { log: pino({ level: "silent" }), serviceAccountFolder: folder },
      );
      await expect(connecting).rejects.toThrow(
        "OCI_REGION is required where the credential does not name one, got nothing. " +
          "Set it to the secret's region.",
      );
    } finally {
      await tokens.close();
    }
  });

  it("says what is missing outside of a cluster", async () => {
    delete process.env.KUBERNETES_SERVICE_HOST;
    await expect(read({ auth: "workload-identity" })).rejects.toThrow(
      "OCI_AUTH workload-identity: KUBERNETES_SERVICE_HOST environment variable is missing.",
    );
  });
});
