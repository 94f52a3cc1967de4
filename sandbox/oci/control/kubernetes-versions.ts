import { createHash } from "node:crypto";
import { ServiceError } from "../../shared/service-error.ts";
import { invalidParameter } from "../errors.ts";
import { region } from "../ocid.ts";

/** What the sandbox's OKE offers, oldest first. Of the real one the list changes every few months. */
export const kubernetesVersions: readonly string[] = ["v1.32.1", "v1.33.1", "v1.34.2", "v1.35.2", "v1.36.1"];

/** `36` of `v1.36.1`. */
const minorOf = (version: string) => Number(version.split(".")[1]);

function requireOffered(version: unknown): string {
  if (kubernetesVersions.includes(String(version))) return String(version);
  throw invalidParameter(
    `Invalid kubernetesVersion ${String(version)}. Supported: ${kubernetesVersions.join(", ")}.`,
  );
}

/** Kubelets may be this much older than the API server (Kubernetes' version skew policy). */
const maximumSkew = 3;

/** What a cluster of this version can go to: a newer patch, or the next minor. */
export function availableUpgrades(version: string): string[] {
  return kubernetesVersions
    .slice(kubernetesVersions.indexOf(version) + 1)
    .filter((offered) => minorOf(offered) <= minorOf(version) + 1);
}

/** Throws 400 for a version that is no upgrade, and 409 when a pool's workers would be too old for it. */
export function requireClusterVersion(next: unknown, current?: string, pools: readonly string[] = []): void {
  const version = requireOffered(next);
  if (current === undefined || version === current) return;
  const upgrades = availableUpgrades(current);
  if (!upgrades.includes(version)) {
    throw invalidParameter(
      `The cluster cannot go from ${current} to ${version}: one minor version at a time, and never down. ` +
        `Possible: ${upgrades.join(", ") || "none"}.`,
    );
  }
  const tooOld = pools.find((pool) => minorOf(pool) < minorOf(version) - maximumSkew);
  if (tooOld === undefined) return;
  throw new ServiceError(
    409,
    "IncorrectState",
    `A node pool is at ${tooOld}, more than ${maximumSkew} minor versions behind ${version}. Upgrade it first.`,
  );
}

/** Throws 400. */
export function requirePoolVersion(next: unknown, cluster: string, current?: string): void {
  const version = requireOffered(next);
  if (current !== undefined && age(version) < age(current)) {
    throw invalidParameter(`The node pool cannot go down from ${current} to ${version}.`);
  }
  const behind = minorOf(cluster) - minorOf(version);
  if (behind <= maximumSkew && age(version) <= age(cluster)) return;
  throw invalidParameter(
    `A node pool of ${version} does not go with a cluster of ${cluster}: no newer, and at most ${maximumSkew} minor versions behind.`,
  );
}

const age = (version: string) => kubernetesVersions.indexOf(version);

/** Builds that are offered for each version, newest last, for both architectures. */
const builds = ["2026.03.18-0-OKE-#-1370", "2026.06.15-0-OKE-#-1505"];

/** As node pool options list them; the same name has the same OCID in every sandbox. */
export const workerImages = kubernetesVersions.flatMap((version) =>
  builds.flatMap((build) =>
    ["Oracle-Linux-9.7", "Oracle-Linux-9.7-aarch64"].map((system) => {
      const sourceName = `${system}-${build.replace("#", version.slice(1))}`;
      const unique = createHash("sha256").update(sourceName).digest("hex");
      return { sourceType: "IMAGE", sourceName, imageId: `ocid1.image.oc1.${region}.aaaa${unique}`, version };
    }),
  ),
);
