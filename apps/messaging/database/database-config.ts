import type { OciAccess } from "../oci/oci-config.ts";
import { integerFrom, matching, type Rule, type VariableReader } from "../variables.ts";

/**
 * Consumer only: where its results are kept, as `{"host", "port", "database", "user", "password"}` and what
 * database-details.ts adds to these. At most one of the first two; with neither, results live in memory.
 */
export interface DatabaseVariables {
  /** Secret of Oracle's vault with that JSON. The OCID, never the content. Needs the OCI_* variables, with Kafka too. */
  readonly DATABASE_SECRET_OCID?: string;
  /** File with that JSON. */
  readonly DATABASE_FILE?: string;
  /** Hours, 1 to 720, within which a record that comes again is recognised by CloudEvents source and id. @default "24" */
  readonly DUPLICATE_WINDOW_HOURS?: string;
}

export interface DatabaseConfig {
  readonly source:
    | { readonly kind: "file"; readonly file: string }
    | { readonly kind: "vault"; readonly secretOcid: string; readonly access: OciAccess };
  readonly duplicateWindowHours: number;
}

/**
 * Undefined when no database is named, or when a variable is wrong: then the reader has a problem.
 *
 * @param readAccess is asked only for a secret in the vault
 */
export function readDatabase(
  reader: VariableReader,
  readAccess: () => OciAccess | undefined,
): DatabaseConfig | undefined {
  const secretOcid = reader.readOptional("DATABASE_SECRET_OCID", rules.secretOcid, secret);
  const file = reader.readOptional("DATABASE_FILE", rules.file, path);
  const duplicateWindowHours = reader.read("DUPLICATE_WINDOW_HOURS", rules.window, integerFrom(1, 720), "24");
  if (secretOcid !== undefined && file !== undefined) reader.refuse("DATABASE_FILE", rules.one);
  if (duplicateWindowHours === undefined) return undefined;
  if (file !== undefined) return { source: { kind: "file", file }, duplicateWindowHours };
  const access = secretOcid === undefined ? undefined : readAccess();
  if (secretOcid === undefined || access === undefined) return undefined;
  return { source: { kind: "vault", secretOcid, access }, duplicateWindowHours };
}

const secret = matching(/^ocid1\.vaultsecret\.[\w.-]+$/);
const path = matching(/^(\/|[A-Za-z]:[\\/]|\.)/);

const rules = {
  secretOcid: {
    rule: "must be the OCID of a vault secret (ocid1.vaultsecret.…)",
    remedy: "Store the connection in a secret and give its OCID; the secret's content does not belong here",
    secret: true,
  },
  file: {
    rule: "must be the path of a file",
    remedy: "Mount the connection as a file and give its path; a password does not belong here",
    secret: true,
  },
  one: {
    rule: "must not be set beside DATABASE_SECRET_OCID",
    remedy: "Keep the one that names the database",
  },
  window: {
    rule: "must be a whole number of hours from 1 to 720",
    remedy: "Leave it out for 24: producers repeat a record within minutes",
  },
} as const satisfies Record<string, Rule>;
