import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** What a profile of an OCI configuration file says about how to sign requests. */
export interface OciSigningIdentity {
  /** `tenancy/user/fingerprint`, or `ST$<token>` for a session. */
  readonly keyId: string;
  /** PEM. */
  readonly privateKey: string;
  readonly passphrase?: string;
}

/**
 * Reads one profile of an OCI configuration file, an API key or a session that
 * `oci session authenticate` made.
 *
 * Format: https://docs.oracle.com/en-us/iaas/Content/API/Concepts/sdkconfig.htm
 *
 * @throws Error naming the file, the profile and what is missing.
 */
export function readSigningIdentity(file: string, profile: string): OciSigningIdentity {
  const fail = (rule: string, remedy: string): never => {
    throw new Error(`${file}: profile ${profile} ${rule}. ${remedy}`);
  };
  const profiles = parse(readText(file, "Run `oci setup config`, or set OCI_CLI_CONFIG_FILE."));
  const settings = profiles.get(profile);
  if (!settings) {
    return fail(
      `must exist, got ${[...profiles.keys()].join(", ") || "an empty file"}`,
      "Set OCI_CLI_PROFILE to one of those.",
    );
  }
  const setting = (name: string): string =>
    settings.get(name) ?? fail(`must have ${name}, got none`, "Add it, or run `oci setup config` again.");

  const privateKey = readText(
    inHome(setting("key_file")),
    `Correct key_file of profile ${profile} in ${file}.`,
  );
  const tokenFile = settings.get("security_token_file");
  const keyId = tokenFile
    ? `ST$${readText(inHome(tokenFile), "Run `oci session authenticate` again.").trim()}`
    : [setting("tenancy"), setting("user"), setting("fingerprint")].join("/");
  const passphrase = settings.get("pass_phrase");
  return { keyId, privateKey, ...(passphrase === undefined ? {} : { passphrase }) };
}

function parse(text: string): Map<string, Map<string, string>> {
  const profiles = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[(.+)\]\s*$/.exec(line);
    const pair = /^\s*([^#;=\s]+)\s*=\s*(.*?)\s*$/.exec(line);
    if (header?.[1] !== undefined) {
      current = new Map();
      profiles.set(header[1].trim(), current);
    } else if (pair?.[1] !== undefined && pair[2] !== undefined) {
      current?.set(pair[1], pair[2]);
    }
  }
  return profiles;
}

function inHome(path: string): string {
  return path.startsWith("~") ? join(homedir(), path.slice(1)) : resolve(path);
}

function readText(file: string, remedy: string): string {
  try {
    return readFileSync(inHome(file), "utf8");
  } catch (error) {
    throw new Error(`${file}: must be readable, got ${(error as NodeJS.ErrnoException).code}. ${remedy}`);
  }
}
