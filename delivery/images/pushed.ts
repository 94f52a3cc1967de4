import { spawnSync } from "node:child_process";
import { type EnvironmentImages, programs } from "./image-file.ts";

/** As `docker-bake.hcl` names them. */
const platforms = ["linux/amd64", "linux/arm64"];

/** Of one platform alone an image is no index, and has no manifests. */
interface Index {
  readonly manifests?: readonly {
    readonly platform?: { readonly os?: string; readonly architecture?: string };
  }[];
}

/**
 * Asks the registry for both images.
 *
 * @returns why it could not be asked, nothing when all is well
 * @throws Error when the registry has no such image, or not for every platform
 */
export function whyUnchecked(repositories: string, images: EnvironmentImages): string | undefined {
  for (const program of programs) {
    const reference = `${repositories}/${program}@${images[program].digest}`;
    const { status, stdout, stderr, error } = spawnSync(
      "docker",
      ["buildx", "imagetools", "inspect", "--raw", reference],
      { encoding: "utf8" },
    );
    if (error) return `docker cannot be started: ${error.message}`;
    if (status !== 0) {
      const [reason = ""] = stderr.trim().split("\n").slice(-1);
      if (!/not found|manifest unknown|name unknown/i.test(reason)) {
        return reason || `docker ended with code ${status}`;
      }
      throw new Error(
        `${reference} must be in the registry, got ${reason}. Push it there, or copy it with its digest: ` +
          `docker buildx imagetools create --tag ${repositories}/${program}:${images[program].version} <source>.`,
      );
    }
    const { manifests } = JSON.parse(stdout) as Index;
    const has = manifests?.map(({ platform }) => `${platform?.os}/${platform?.architecture}`);
    const missing = platforms.filter((platform) => !has?.includes(platform));
    if (missing.length > 0) {
      throw new Error(
        `${reference} must be for ${platforms.join(" and ")}, got ` +
          `${has ? `none for ${missing.join(" and ")}` : "an image for one platform only"}. ` +
          "Build it with docker-bake.hcl on a builder that can make both.",
      );
    }
  }
  return undefined;
}
