// `npm run login -- oci`: in a job of GitHub or GitLab, gets an hour's session of Oracle Cloud for the token that the
// job was given, and writes it as a profile. Needs no key that somebody would have to keep. With --if-configured a job
// that has no identity domain, because its environments are elsewhere, goes on without.
// `npm run login -- registry`: lets Docker and cosign push to the registry of REGISTRY_HOST.
import { commandArguments } from "./command/command-arguments.ts";
import { runCommand } from "./command/run-command.ts";
import { exchangeToken } from "./login/exchange-token.ts";
import { pipelineToken } from "./login/pipeline-token.ts";
import { registryLogin } from "./login/registry-login.ts";
import { writeProfile } from "./login/write-profile.ts";

const usage = "Usage: npm run login -- oci [--if-configured], or registry";

/** Of the profile; named so that nobody's own is meant by accident. */
const defaultProfile = "pipeline";

async function main(): Promise<void> {
  const { env } = process;
  const { positionals, values } = commandArguments(usage, {
    allowPositionals: true,
    options: { "if-configured": { type: "boolean", default: false } },
  });
  if (positionals.join(" ") === "registry") {
    process.stdout.write(`${registryLogin(env)}: logged in\n`);
    return;
  }
  if (positionals.join(" ") !== "oci") {
    throw new Error(`arguments must be oci or registry, got ${positionals.join(" ") || "none"}. ${usage}`);
  }
  if (values["if-configured"] && !env.OCI_TOKEN_EXCHANGE_DOMAIN_URL) {
    process.stdout.write("no login: OCI_TOKEN_EXCHANGE_DOMAIN_URL is not set\n");
    return;
  }
  const session = await exchangeToken(env, () => pipelineToken(env));
  const file = env.OCI_CLI_CONFIG_FILE || "~/.oci/config";
  const profile = env.OCI_CLI_PROFILE || defaultProfile;
  writeProfile(file, profile, env.TF_VAR_tenancy_ocid ?? "", session);
  const until = new Date(session.expiresAt).toISOString();
  process.stdout.write(`${file}: profile ${profile} is a session until ${until}\n`);
}

runCommand("login", usage, main);
