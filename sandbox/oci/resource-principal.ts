import { createPublicKey, generateKeyPair } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { region } from "./ocid.ts";
import type { SessionTokens } from "./session-tokens.ts";

/**
 * Writes `rpst` and `rpst.pem`, as a function or a container instance finds
 * them; written again, they are the renewed ones. Returns the variables that
 * lead the SDK there.
 */
export async function writeResourcePrincipal(
  folder: string,
  tokens: SessionTokens,
  lifetimeInSeconds: number,
): Promise<Record<string, string>> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const tokenFile = join(folder, "rpst");
  const keyFile = join(folder, "rpst.pem");
  await writeFile(tokenFile, tokens.issue(createPublicKey(publicKey), lifetimeInSeconds), { mode: 0o600 });
  await writeFile(keyFile, privateKey, { mode: 0o600 });
  return {
    OCI_RESOURCE_PRINCIPAL_VERSION: "2.2",
    OCI_RESOURCE_PRINCIPAL_RPST: tokenFile,
    OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM: keyFile,
    OCI_RESOURCE_PRINCIPAL_REGION: region,
  };
}
