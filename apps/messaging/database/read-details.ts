import { readFile } from "node:fs/promises";
import type { DatabaseConfig } from "./database-config.ts";
import { type DatabaseDetails, parseDatabaseDetails } from "./database-details.ts";

/**
 * Reads the connection as it is now: after a rotation it is another one.
 *
 * @throws Error when the secret or file cannot be read or holds something else
 */
export async function readDatabaseDetails(source: DatabaseConfig["source"]): Promise<DatabaseDetails> {
  if (source.kind === "file") {
    return parseDatabaseDetails(await readFile(source.file), `DATABASE_FILE ${source.file}`);
  }
  // The SDK takes about 200 ms to load, which a program with a file and without Oracle should not spend.
  const { readSecretOnce } = await import("../oci/secret-once.ts");
  const { secretOcid, access } = source;
  return parseDatabaseDetails(await readSecretOnce(access, secretOcid), `secret ${secretOcid}`);
}
