import { readText } from "./files.ts";
import type { SigningIdentity, Variables } from "./identity.ts";
import { fingerprintOf, privateKeyOf } from "./private-key.ts";
import { sessionToken } from "./session-token.ts";

/** Variables that go before a profile's settings, as in Oracle's command line. */
const overrides = {
  OCI_CLI_TENANCY: "tenancy",
  OCI_CLI_USER: "user",
  OCI_CLI_FINGERPRINT: "fingerprint",
  OCI_CLI_KEY_FILE: "key_file",
  OCI_CLI_KEY_CONTENT: "key_content",
  OCI_CLI_PASSPHRASE: "pass_phrase",
  OCI_CLI_SECURITY_TOKEN_FILE: "security_token_file",
} as const;

/** What an API key needs at least; when variables give all of it, no file is read. */
const complete = ["tenancy", "user", "fingerprint"] as const;

type Settings = ReadonlyMap<string, string>;

/**
 * The API key or the session of one profile of an OCI configuration file.
 *
 * Format: https://docs.oracle.com/en-us/iaas/Content/API/Concepts/sdkconfig.htm
 *
 * @param kind what the profile must be. @default a session if the profile has a token, else an API key
 * @throws Error naming the file, the profile and what is missing or wrong
 */
export function configFileIdentity(variables: Variables, kind?: "api key" | "session"): SigningIdentity {
  const file = variables.OCI_CLI_CONFIG_FILE || "~/.oci/config";
  const profile = variables.OCI_CLI_PROFILE || "DEFAULT";
  const given = new Map(
    Object.entries(overrides).flatMap(([variable, name]) => {
      const value = variables[variable];
      return value ? [[name, value] as const] : [];
    }),
  );
  const fromVariables = complete.every((name) => given.has(name));
  const own = fromVariables ? new Map<string, string>() : readProfile(file, profile);
  const settings = new Map([...own, ...given]);
  const where = fromVariables ? "OCI_CLI_* variables" : `${file}: profile ${profile}`;
  const again = `Run \`oci session authenticate --profile-name ${profile}\`.`;
  const setting = (name: string, remedy: string): string => {
    const value = settings.get(name);
    if (!value) throw new Error(`${where} must have ${name}, got none. ${remedy}`);
    return value;
  };

  const session = kind === undefined ? settings.has("security_token_file") : kind === "session";
  if (session) {
    const tokenFile = setting("security_token_file", again);
    // First the token: who has to log in again need not look for a key.
    const token = sessionToken(readText(tokenFile, again), tokenFile, again);
    return { ...token, privateKey: keyOf(settings, setting) };
  }
  const add = "Add it, or run `oci setup config` again.";
  const [tenancy, user, fingerprint] = complete.map((name) => setting(name, add));
  const privateKey = keyOf(settings, setting);
  const actual = fingerprintOf(privateKey);
  if (actual !== undefined && actual !== fingerprint?.toLowerCase()) {
    throw new Error(
      `${where} must name the key that its fingerprint is of, got fingerprint ${fingerprint} and a key with ${actual}. Correct key_file or fingerprint.`,
    );
  }
  return { keyId: `${tenancy}/${user}/${fingerprint}`, privateKey };
}

function keyOf(settings: Settings, setting: (name: string, remedy: string) => string) {
  const passphrase = settings.get("pass_phrase");
  const content = settings.get("key_content");
  if (content !== undefined) return privateKeyOf(content, passphrase, "OCI_CLI_KEY_CONTENT");
  const file = setting("key_file", "Add it, or run `oci setup config` again.");
  return privateKeyOf(readText(file, "Correct key_file of the profile."), passphrase, file);
}

/** What a profile says itself and, but for the session, what it inherits from DEFAULT. */
function readProfile(file: string, profile: string): Settings {
  const profiles = parse(readText(file, "Run `oci setup config`, or set OCI_CLI_CONFIG_FILE."));
  const own = profiles.get(profile);
  if (!own) {
    const known = [...profiles.keys()].join(", ") || "an empty file";
    throw new Error(
      `${file}: profile ${profile} must exist, got ${known}. Set OCI_CLI_PROFILE to one of those.`,
    );
  }
  const inherited = [...(profiles.get("DEFAULT") ?? [])].filter(([name]) => name !== "security_token_file");
  return new Map([...inherited, ...own]);
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
