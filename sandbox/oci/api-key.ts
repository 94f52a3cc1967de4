import { createHash, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { newOcid, region } from "./ocid.ts";

/** The one user of the sandbox, with an API key that exists nowhere else. */
export interface ApiKey {
  readonly tenancy: string;
  readonly user: string;
  readonly fingerprint: string;
  /** `tenancy/user/fingerprint`, as a request signature names the key. */
  readonly keyId: string;
  readonly publicKey: KeyObject;
  readonly privateKeyPem: string;
}

export async function createApiKey(): Promise<ApiKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const fingerprint = (createHash("md5").update(publicKey).digest("hex").match(/../g) ?? []).join(":");
  const tenancy = newOcid("tenancy", false);
  const user = newOcid("user", false);
  return {
    tenancy,
    user,
    fingerprint,
    keyId: `${tenancy}/${user}/${fingerprint}`,
    publicKey: createPublicKey({ key: publicKey, type: "spki", format: "der" }),
    privateKeyPem: privateKey,
  };
}

/** Writes `config` and `api-key.pem`, readable by this user only. Returns the path of `config`. */
export async function writeConfigFile(folder: string, key: ApiKey): Promise<string> {
  const keyFile = join(folder, "api-key.pem");
  const configFile = join(folder, "config");
  const lines = [
    "[DEFAULT]",
    `user=${key.user}`,
    `fingerprint=${key.fingerprint}`,
    `tenancy=${key.tenancy}`,
    `region=${region}`,
    `key_file=${keyFile}`,
  ];
  await writeFile(keyFile, key.privateKeyPem, { mode: 0o600 });
  await writeFile(configFile, `${lines.join("\n")}\n`, { mode: 0o600 });
  return configFile;
}
