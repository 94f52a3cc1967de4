import { kubernetesName, longestAppName, name, ociRegion } from "./name-rules.ts";
import { both, named, oneOf, optional, type Report, type Rule, record, type Sound, whole } from "./rules.ts";
import type { Environment, Kafka, Stream, Streaming } from "./schema.ts";
import { kafkaVersion } from "./version-rules.ts";

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

export const kafkaRule: Rule<Kafka> = both<Kafka>(
  record({
    version: kafkaVersion,
    dualRoleNodes: optional(whole(0, unlimited, "Count the nodes that are controller and broker in one.")),
    controllers: optional(whole(0, unlimited, "Count the nodes that are controllers only.")),
    brokers: optional(whole(0, unlimited, "Count the nodes that are brokers only.")),
    storageGb: whole(1, unlimited, "A broker needs a volume."),
    partitions: whole(1, unlimited, "A topic without a partition holds nothing."),
    replicationFactor: whole(1, unlimited, "One copy is the least that holds anything."),
    retentionHours: whole(1, unlimited, "Records that go at once cannot be read."),
  }),
  kafkaNodes,
);

function kafkaNodes(kafka: Sound<Kafka>, where: string, report: Report): void {
  const { dualRoleNodes = 0, controllers = 0, brokers = 0, replicationFactor } = kafka;
  const voters = dualRoleNodes + controllers;
  const holders = dualRoleNodes + brokers;
  if (voters % 2 === 0) {
    const rule = "must, with dualRoleNodes, be an odd number, so that a majority exists";
    report.add(`${where}.controllers`, rule, voters, "Use 1 or 3.");
  }
  if (holders === 0) {
    report.add(`${where}.brokers`, "must, with dualRoleNodes, be at least 1", holders, "Add a broker.");
  } else if (replicationFactor !== undefined && replicationFactor > holders) {
    const rule = `must be at most the number of brokers (${holders})`;
    report.add(`${where}.replicationFactor`, rule, replicationFactor, "Add brokers, or keep fewer copies.");
  }
}
