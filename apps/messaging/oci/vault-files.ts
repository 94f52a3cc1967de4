import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { VaultFile, VaultFilesConfig } from "../vault-files.ts";
import { Identity } from "./auth.ts";
import { messageOf } from "./errors.ts";
import { HttpClient } from "./http-client.ts";
import { readSecret, secretsEndpointOf } from "./secrets.ts";
import { defaultTimings } from "./timings.ts";

export interface WrittenFile extends VaultFile {
  readonly bytes: number;
}

/**
 * Writes the current version of each secret, byte for byte, to a file that only
 * this user reads. All or an error: a file that is there is whole.
 *
 * @param serviceAccountFolder has the `ca.crt` and `token`. @default where Kubernetes mounts them
 */
export async function writeVaultFiles(
  config: VaultFilesConfig,
  folder: string,
  serviceAccountFolder?: string,
): Promise<readonly WrittenFile[]> {
  const identity = new Identity(config, defaultTimings.requestTimeoutMs, serviceAccountFolder);
  const http = new HttpClient(identity, defaultTimings.requestTimeoutMs);
  try {
    const endpoint = await secretsEndpointOf(config, identity);
    const write = async (file: VaultFile): Promise<WrittenFile> => {
      try {
        const content = await readSecret(http, endpoint, file.secretOcid);
        await writeWhole(join(folder, file.name), content);
        return { ...file, bytes: content.length };
      } catch (error) {
        const what = `${file.name} (${file.secretOcid})`;
        throw new Error(`VAULT_FILES: ${what} was not written: ${messageOf(error)}`, { cause: error });
      }
    };
    return await Promise.all(config.files.map(write));
  } finally {
    http.close();
    await identity.close();
  }
}

/** By way of another name, also because a file of an earlier attempt may be written by nobody. */
async function writeWhole(path: string, content: Buffer): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, content, { mode: 0o400 });
  await rename(unfinished, path);
}
