import { spawnSync } from "node:child_process";

const needed = ["REGISTRY_HOST", "REGISTRY_USERNAME", "REGISTRY_AUTH_TOKEN"] as const;

/**
 * Lets Docker, buildx and cosign, which read the same file, into a registry. Needs
 * no Docker engine.
 *
 * @returns the registry
 * @throws Error that names every variable that is missing, or says what the registry answered
 */
export function registryLogin(variables: NodeJS.ProcessEnv): string {
  const missing = needed.filter((name) => !variables[name]);
  if (missing.length > 0) {
    throw new Error(
      `environment: ${missing.join(", ")} must be set, got none. docs/new-environment.md says to what.`,
    );
  }
  const {
    REGISTRY_HOST: host = "",
    REGISTRY_USERNAME: username = "",
    REGISTRY_AUTH_TOKEN: token,
  } = variables;
  // Arguments are everybody's to see.
  const { status, stderr, error } = spawnSync(
    "docker",
    ["login", host, "--username", username, "--password-stdin"],
    { input: token, encoding: "utf8", env: variables },
  );
  if (error) throw new Error(`docker must be installed, got ${error.message}. Install Docker with buildx.`);
  if (status !== 0) {
    const [reason = `exit code ${status}`] = stderr.trim().split("\n").slice(-1);
    throw new Error(`${host} must let ${username} in, got ${reason}. Correct name or token.`);
  }
  return host;
}
