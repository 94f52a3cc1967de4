import { spawnSync } from "node:child_process";
import { builderVariables } from "../builder.ts";

/**
 * What `docker buildx` prints.
 *
 * @throws Error with what it had to say when it fails
 */
export function buildx(args: readonly string[], variables: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr, error } = spawnSync("docker", ["buildx", ...args], {
    encoding: "utf8",
    env: { ...process.env, ...variables },
  });
  if (error || status !== 0) {
    const [first = ""] = stderr?.split("\n") ?? [];
    const reason = /^ERROR: (.*)$/m.exec(stderr ?? "")?.[1] ?? first;
    throw new Error(
      `docker buildx ${args[0]} must end with 0, got ${error?.message ?? `${status}: ${reason}`}.`,
    );
  }
  return stdout;
}

/** Why nothing can be built here; nothing when it can, from then on by the builder that BUILDKIT_HOST names, if it does. */
export function whyNoBuilder(): string | undefined {
  try {
    Object.assign(process.env, builderVariables(process.env));
    const said = buildx(["inspect", "--bootstrap"]);
    if (/^Status:\s+running$/m.test(said)) return undefined;
    return /^Error:\s+(.*)$/m.exec(said)?.[1] ?? "none is running";
  } catch (error) {
    return (error as Error).message;
  }
}
