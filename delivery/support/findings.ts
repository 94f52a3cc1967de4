import type { DoksCluster } from "../../environments/doks-schema.ts";
import type { OkeCluster } from "../../environments/oke-schema.ts";
import { doksVersions, okeVersions } from "../../environments/versions.ts";
import type { Offer } from "./offer.ts";

/**
 * What an environment's cluster, and our list of versions, have that their cloud
 * does not offer any more: a sentence for each.
 */
export function findings(name: string, cluster: OkeCluster | DoksCluster, offer: Offer): readonly string[] {
  const versions: readonly string[] = cluster.kind === "oke" ? okeVersions : doksVersions;
  const pools = cluster.kind === "oke" ? Object.entries(cluster.nodePools) : [];
  // Clusters never go down.
  const instead = (version: string) => `Go to ${nextAfter(version, offer.versions)}: docs/upgrade.md.`;
  const used = [
    { where: `${name}.cluster.kubernetesVersion`, version: cluster.kubernetesVersion },
    ...pools.map(([pool, { kubernetesVersion }]) => ({
      where: `${name}.cluster.nodePools.${pool}.kubernetesVersion`,
      version: kubernetesVersion ?? cluster.kubernetesVersion,
    })),
  ].filter(({ version }) => !offer.versions.includes(version));
  const images = pools.filter(([, { image }]) => offer.images !== undefined && !offer.images.includes(image));
  return [
    ...used.map(
      ({ where, version }) => `${where}: must be offered by its cloud, got ${version}. ${instead(version)}`,
    ),
    ...images.map(
      ([pool, { image }]) =>
        `${name}.cluster.nodePools.${pool}.image: must be offered by its cloud, got ${image}. Name a newer one: docs/upgrade.md.`,
    ),
    ...versions
      .filter((version) => !offer.versions.includes(version))
      .map(
        (version) =>
          `environments/versions.ts: ${cluster.kind} must be what its cloud offers, got ${version}. Take it out when nothing runs on it.`,
      ),
  ];
}

function nextAfter(version: string, offered: readonly string[]): string {
  const order = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });
  const newer = offered.filter((candidate) => order(candidate, version) > 0).sort(order);
  return newer[0] ?? "a newer one";
}
