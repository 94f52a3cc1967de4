import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";

/**
 * Where BuildKit is beside a job and no Docker engine, as in those of GitLab,
 * buildx has to be told of it.
 *
 * @returns the variables that make buildx use it; none where there is an engine
 */
export function builderVariables({ BUILDKIT_HOST: host }: NodeJS.ProcessEnv): Record<string, string> {
  if (!host) return {};
  // buildx keeps a name for its address, so each address has its own.
  const name = `millrace-${createHash("sha256").update(host).digest("hex").slice(0, 8)}`;
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
