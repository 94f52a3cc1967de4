import { Report, type Rule, type Sound } from "./rules.ts";
import type { Environment } from "./schema.ts";
import { doksVersions, minorOf, okeVersions, plugins, strimzi } from "./versions.ts";

/** One of the versions that somebody offers; a mistake names the nearest. */
export function offered(versions: readonly string[], by: string): Rule<string> {
  return (value, where, report) => {
    if (typeof value === "string" && versions.includes(value)) return value;
    const use =
      typeof value === "string" && position(value) !== undefined
        ? `Use ${nearest(value, versions)}, the nearest`
        : `Use ${versions[versions.length - 1]}, the newest`;
    const remedy = `${use} that ${by} (environments/versions.ts).`;
    report.add(where, `must be one of ${versions.join(", ")}`, value, remedy);
    return undefined;
  };
}

export const okeVersion = offered(okeVersions, "OKE offers");
export const doksVersion = offered(doksVersions, "DOKS offers");
export const kafkaVersion = offered(strimzi.kafka, `Strimzi ${strimzi.version} runs`);
export const metadataVersion = offered(Object.values(strimzi.metadata), `Strimzi ${strimzi.version} knows`);

/** @param version of Kafka: one that `kafkaVersion` lets pass */
export function metadataOf(version: string): string {
  const [minor] = Object.entries(strimzi.metadata).find(([minor]) => version.startsWith(`${minor}.`)) ?? [];
  if (minor === undefined)
    throw new Error(`kafka.version must be one of versions.ts, got ${version}. Validate it first.`);
  return strimzi.metadata[minor as keyof typeof strimzi.metadata];
}

/** The closest in the order of versions. */
export function nearest(version: string, versions: readonly string[]): string | undefined {
  const wanted = position(version) ?? 0;
  const distance = (other: string) => Math.abs((position(other) ?? 0) - wanted);
  return [...versions].sort((a, b) => distance(a) - distance(b))[0];
}

/** Where a version is among all; undefined when the text is none. No part of one reaches a thousand. */
function position(version: string): number | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  return match?.slice(1).reduce((sum, part) => sum * 1000 + Number(part ?? 0), 0);
}

/** Strimzi runs on the cluster's Kubernetes. Nothing is known of a cluster that somebody else made. */
export function strimziFitsCluster(
  { cluster, kafka }: Sound<Environment>,
  where: string,
  report: Report,
  { version, oldestKubernetes }: { readonly version: string; readonly oldestKubernetes: string } = strimzi,
): void {
  if (kafka === undefined || (cluster?.kind !== "oke" && cluster?.kind !== "doks")) return;
  const { kubernetesVersion } = cluster;
  if (kubernetesVersion === undefined || minorOf(kubernetesVersion) >= minorOf(oldestKubernetes)) return;
  const versions: readonly string[] = cluster.kind === "oke" ? okeVersions : doksVersions;
  const fitting = versions.filter((offer) => minorOf(offer) >= minorOf(oldestKubernetes));
  const rule = `must be at least ${oldestKubernetes} for Strimzi ${version}, which runs kafka`;
  const use = nearest(kubernetesVersion, fitting);
  const remedy = use === undefined ? "Use an older Strimzi." : `Use ${use}, the nearest that is.`;
  report.add(`${where}.cluster.kubernetesVersion`, rule, kubernetesVersion, remedy);
}

/**
 * What is installed against versions.ts: the bindings decide which plugin
 * Terraform uses.
 *
 * @param dependencies of package.json
 * @returns a line for each that differs
 */
export function pluginMistakes(dependencies: Readonly<Record<string, string>>): readonly string[] {
  const report = new Report();
  for (const [name, { bindings, plugin }] of Object.entries(plugins)) {
    if (dependencies[name] === bindings) continue;
    const rule = `must be ${bindings}, the bindings of the plugin ${plugin}`;
    const remedy = "Install that one; or test the other, and write it into environments/versions.ts.";
    report.add(`package.json: dependencies.${name}`, rule, dependencies[name], remedy);
  }
  return report.mistakes;
}
