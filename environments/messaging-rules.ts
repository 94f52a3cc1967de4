import { kubernetesName, longestAppName, name, ociRegion } from "./name-rules.ts";
import { named, oneOf, optional, type Report, type Rule, record, type Sound, whole } from "./rules.ts";
import type { Environment, Stream, Streaming } from "./schema.ts";

const unlimited = Number.POSITIVE_INFINITY;

const streamRule: Rule<Stream> = record({
  partitions: whole(1, unlimited, "A stream without a partition holds nothing."),
  retentionHours: whole(24, 168, "OCI Streaming keeps records no shorter and no longer."),
});

export const streamingRule: Rule<Streaming> = record({
  streams: named(name("a stream", longestAppName), streamRule),
  endpoint: optional(oneOf(["public", "private"])),
  kafkaTopics: optional(streamRule),
  region: optional(ociRegion),
  apiKeySecret: optional(kubernetesName),
});

/** What the programs need to prove who they are depends on where they run. */
export function streamingFitsCluster(environment: Sound<Environment>, where: string, report: Report): void {
  const { cluster, streaming } = environment;
  if (streaming === undefined || cluster?.kind === undefined) return;
  const at = `${where}.streaming`;
  if (cluster.kind === "oke") {
    if (streaming.apiKeySecret !== undefined) {
      const rule = "must be left out on OKE, where workload identity needs no key";
      report.add(`${at}.apiKeySecret`, rule, streaming.apiKeySecret, "Remove it, and the Kubernetes Secret.");
    }
    if (streaming.endpoint === "private" && (streaming.region ?? cluster.region) !== cluster.region) {
      const rule = `must be that of the cluster (${cluster.region}) with a private endpoint, which is in its VCN`;
      report.add(`${at}.region`, rule, streaming.region, "Leave it out, or use a public endpoint.");
    }
    return;
  }
  if (streaming.endpoint === "private") {
    const rule = `must be public on a cluster of kind ${cluster.kind}, which has no VCN`;
    report.add(`${at}.endpoint`, rule, streaming.endpoint, "Leave it out.");
  }
  if (streaming.apiKeySecret === undefined) {
    const rule = `must name the Kubernetes Secret with an OCI API key on a cluster of kind ${cluster.kind}`;
    report.add(`${at}.apiKeySecret`, rule, undefined, "Make that Secret in the namespace and name it here.");
  }
  if (streaming.region === undefined) {
    const rule = `must be given on a cluster of kind ${cluster.kind}`;
    report.add(`${at}.region`, rule, undefined, "Name the OCI region of the stream, such as eu-frankfurt-1.");
  }
}
