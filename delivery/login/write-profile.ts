import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fingerprintOf } from "../credential/private-key.ts";
import type { Session } from "./exchange-token.ts";

/** Above a profile that this program may write anew. */
const mark = "# Written by `npm run login`; a session of a pipeline.";

/**
 * Writes a session as a profile of an OCI configuration file, as `oci session
 * authenticate` does, so that Terraform and the cluster's credential find it.
 * What else is in the file stays.
 *
 * @throws Error when somebody else wrote a profile of that name
 */
export function writeProfile(file: string, profile: string, tenancy: string, session: Session): void {
  const path = file.startsWith("~") ? join(homedir(), file.slice(1)) : resolve(file);
  const others = withoutOwn(existsSync(path) ? readFileSync(path, "utf8") : "", profile);
  if (others.split(/\r?\n/).some((line) => line.trim() === `[${profile}]`)) {
    throw new Error(
      `${file}: profile ${profile} must be one that this program wrote, got another. Set OCI_CLI_PROFILE to a name of its own.`,
    );
  }
  const folder = join(dirname(path), "sessions", profile);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own = (name: string, text: string): string => {
    const target = join(folder, name);
    writeFileSync(target, text, { mode: 0o600 });
    return target;
  };
  const settings = {
    fingerprint: fingerprintOf(session.privateKey) ?? "",
    key_file: own("oci_api_key.pem", session.privateKey.export({ type: "pkcs8", format: "pem" }).toString()),
    tenancy,
    security_token_file: own("token", session.token),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  const text = [mark, `[${profile}]`, ...lines, ""].join("\n");
  writeFileSync(path, others === "" ? text : `${others.trimEnd()}\n\n${text}`, { mode: 0o600 });
}

/** The text of a configuration file without the profile of an earlier run. */
function withoutOwn(text: string, profile: string): string {
  const start = text.indexOf(`${mark}\n[${profile}]\n`);
  if (start === -1) return text;
  const body = start + mark.length + 1;
  const next = /\n(?=#|\[)/.exec(text.slice(body + 1));
  const end = next === null ? text.length : body + 1 + next.index + 1;
  return text.slice(0, start) + text.slice(end);
}
