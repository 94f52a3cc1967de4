import { hostname } from "node:os";
import { type LogLevel, type ProgramName, readLogLevel } from "./config.ts";
import { createLog } from "./log.ts";
import { type OciAccess, readOciAccess } from "./oci/oci-config.ts";
import { type Environment, matching, type Rule, VariableReader } from "./variables.ts";

/** A secret of Oracle's vault that becomes a file. */
export interface VaultFile {
  /** Without a folder, such as `wallet.zip`. */
  readonly name: string;
  readonly secretOcid: string;
}

export interface VaultFilesConfig extends OciAccess {
  readonly files: readonly VaultFile[];
  readonly logLevel: LogLevel;
}

/**
 * Writes secrets to files and ends. It is what an init container of the pod
 * runs before the program itself, which then finds the files in memory: for
 * software that wants a path, such as a database driver with its wallet. The
 * release holds the OCIDs and never a value, and the pod's own identity reads.
 *
 * @throws {ConfigError} that names every missing or wrong variable.
 */
export async function runVaultFiles(program: ProgramName, env: Environment, folder: string): Promise<void> {
  const config = readVaultFilesConfig(program, env);
  const log = createLog(program, env.POD_NAME || hostname(), config.logLevel);
  const { writeVaultFiles } = await import("./oci/vault-files.ts");
  try {
    for (const { name, secretOcid, bytes } of await writeVaultFiles(config, folder)) {
      log.info({ file: name, secretOcid, bytes }, "secret written to a file");
    }
  } catch (error) {
    // Kubernetes starts an init container again and again, ever more slowly.
    log.fatal({ err: error }, "a secret could not be written to a file");
    process.exitCode = 1;
  }
}

function readVaultFilesConfig(program: ProgramName, env: Environment): VaultFilesConfig {
  const reader = new VariableReader(program, env);
  const files = reader.read("VAULT_FILES", filesRule, parseFiles);
  const access = readOciAccess(reader);
  const logLevel = readLogLevel(reader);
  reader.throwProblems();
  // Nothing is undefined from here on: each undefined value above left a problem behind.
  return { files, logLevel, ...access } as VaultFilesConfig;
}

const filesRule: Rule = {
  rule: "must be <file name>=<OCID of a vault secret>, several separated by commas, each name once",
  remedy: "Name files without a folder and give OCIDs (ocid1.vaultsecret.…), never the content",
};

const file = matching(/^[A-Za-z0-9][-._A-Za-z0-9]*=ocid1\.vaultsecret\.[\w.-]+$/);

function parseFiles(text: string): readonly VaultFile[] | undefined {
  const files = text.split(",").flatMap((part) => {
    const [name, secretOcid] = file(part)?.split("=") ?? [];
    return name === undefined || secretOcid === undefined ? [] : [{ name, secretOcid }];
  });
  const names = new Set(files.map(({ name }) => name));
  return files.length === text.split(",").length && names.size === files.length ? files : undefined;
}
