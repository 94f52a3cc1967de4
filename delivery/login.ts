// `npm run login -- oci`: in a job of GitHub or GitLab, gets an hour's session of Oracle Cloud for the token that the
// job was given, and writes it as a profile. Needs no key that somebody would have to keep.
import { exchangeToken } from "./login/exchange-token.ts";
import { pipelineToken } from "./login/pipeline-token.ts";
import { writeProfile } from "./login/write-profile.ts";

const usage = "Usage: npm run login -- oci";

/** Of the profile; named so that nobody's own is meant by accident. */
const defaultProfile = "pipeline";

async function main(args: readonly string[]): Promise<void> {
  if (args.join(" ") !== "oci") {
    throw new Error(`arguments must be oci, got ${args.join(" ") || "none"}. ${usage}`);
  }
  const { env } = process;
  const session = await exchangeToken(env, () => pipelineToken(env));
  const file = env.OCI_CLI_CONFIG_FILE || "~/.oci/config";
  const profile = env.OCI_CLI_PROFILE || defaultProfile;
  writeProfile(file, profile, env.TF_VAR_tenancy_ocid ?? "", session);
  const until = new Date(session.expiresAt).toISOString();
  process.stdout.write(`${file}: profile ${profile} is a session until ${until}\n`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`login: ${error.message}\n`);
  process.exitCode = 1;
});
