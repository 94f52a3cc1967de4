import { spawnSync } from "node:child_process";

const name = "millrace";

/**
 * Where BuildKit is beside a job and no Docker engine, as in those of GitLab,
 * buildx has to be told of it.
 *
 * @returns the variables that make buildx use it; none where there is an engine
 */
export function builderVariables({ BUILDKIT_HOST: host }: NodeJS.ProcessEnv): Record<string, string> {
  if (!host) return {};
  const { status, stderr, error } = spawnSync(
    "docker",
    ["buildx", "create", "--name", name, "--driver", "remote", host],
    { encoding: "utf8" },
  );
  if (status !== 0 && !stderr?.includes("existing instance")) {
    throw new Error(
      `docker buildx must take BUILDKIT_HOST, got ${error?.message ?? stderr.trim()}. See that BuildKit listens at ${host}.`,
    );
  }
  return { BUILDX_BUILDER: name };
}
