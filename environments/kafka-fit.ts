import type { Kafka, KafkaTopic } from "./kafka-schema.ts";
import type { Report, Sound } from "./rules.ts";
import type { Environment } from "./schema.ts";
import { metadataOf } from "./version-rules.ts";

/** What the parts of an environment's Kafka say together, and with its cluster and its apps. */
export function kafkaFitsEnvironment(environment: Sound<Environment>, where: string, report: Report): void {
  const { kafka } = environment;
  if (kafka === undefined) return;
  const at = `${where}.kafka`;
  versionsFit(kafka, at, report);
  const brokers = nodesFit(kafka, at, report);
  if (brokers !== undefined) copiesFit(kafka, brokers, at, report);
  usersFit(environment, at, report);
  clusterFits(environment, at, report);
  programsFit(environment, at, report);
}

function versionsFit({ version, metadataVersion }: Sound<Kafka>, at: string, report: Report): void {
  if (version === undefined || metadataVersion === undefined) return;
  const newest = metadataOf(version);
  if (metadataVersion <= newest) return;
  const rule = `must be at most that of Kafka ${version} (${newest})`;
  report.add(`${at}.metadataVersion`, rule, metadataVersion, "Upgrade Kafka first.");
}

/** @returns the number of brokers; undefined when that cannot be told */
function nodesFit(kafka: Sound<Kafka>, at: string, report: Report): number | undefined {
  const { dualRoleNodes = 0, controllers = 0, brokers = 0 } = kafka;
  const odd = "must be an odd number, so that a majority exists";
  if (dualRoleNodes > 0) {
    for (const [property, count] of Object.entries({ controllers, brokers })) {
      if (count === 0) continue;
      const rule = "must be left out with dualRoleNodes, which are both";
      report.add(`${at}.${property}`, rule, count, "Use either the one or the others.");
    }
    if (dualRoleNodes % 2 === 0) report.add(`${at}.dualRoleNodes`, odd, dualRoleNodes, "Use 1 or 3.");
    return dualRoleNodes;
  }
  if (controllers % 2 === 0) {
    report.add(`${at}.controllers`, odd, controllers, "Use 3, or dualRoleNodes for the smallest cluster.");
  }
  if (brokers > 0) return brokers;
  report.add(`${at}.brokers`, "must, without dualRoleNodes, be at least 1", brokers, "Add a broker.");
  return undefined;
}

function copiesFit(kafka: Sound<Kafka>, brokers: number, at: string, report: Report): void {
  const { cruiseControl, topics = {}, replicationFactor } = kafka;
  topicFits(kafka, brokers, at, report);
  for (const [name, topic] of Object.entries(topics)) {
    if (name === topicOf(kafka)) {
      const rule = "must differ from the topic of the programs, which partitions and the rest describe";
      report.add(`${at}.topics.${name}`, rule, name, "Rename it, or remove it.");
    }
    const copies = topic?.replicationFactor ?? replicationFactor;
    const given = copies === undefined ? {} : { replicationFactor: copies };
    if (topic !== undefined && ("replicationFactor" in topic || "minInSyncReplicas" in topic)) {
      topicFits({ ...topic, ...given }, brokers, `${at}.topics.${name}`, report);
    }
  }
  if (cruiseControl === true && brokers < 2) {
    const rule = "must be false with one broker, whose partitions can go nowhere";
    report.add(`${at}.cruiseControl`, rule, cruiseControl, "Leave it out, or add brokers.");
  }
}

function topicFits(topic: Sound<Kafka | KafkaTopic>, brokers: number, at: string, report: Report): void {
  const { replicationFactor, minInSyncReplicas } = topic;
  if (replicationFactor === undefined) return;
  if (replicationFactor > brokers) {
    const rule = `must be at most the number of brokers (${brokers})`;
    report.add(`${at}.replicationFactor`, rule, replicationFactor, "Add brokers, or keep fewer copies.");
  }
  const most = mostInSync(replicationFactor);
  if (minInSyncReplicas !== undefined && minInSyncReplicas > most) {
    const rule = `must be at most ${most} with ${replicationFactor} copies, so that a node can restart while records come in`;
    report.add(`${at}.minInSyncReplicas`, rule, minInSyncReplicas, "Lower it, or keep more copies.");
  }
}

/** One less than the copies, and one of one. Also the default. */
function mostInSync(replicationFactor: number): number {
  return Math.max(1, replicationFactor - 1);
}

/** The topic of the programs. */
function topicOf({ topic }: { readonly topic?: string }): string {
  return topic ?? "records";
}

function usersFit({ kafka, apps = {} }: Sound<Environment>, at: string, report: Report): void {
  const known = [topicOf(kafka ?? {}), ...Object.keys(kafka?.topics ?? {})];
  for (const [name, user] of Object.entries(kafka?.users ?? {})) {
    if (apps[name]?.transport === "kafka") {
      const rule = "must differ from the apps on Kafka, which have users of their names";
      report.add(`${at}.users.${name}`, rule, name, "Rename it, or remove it.");
    }
    for (const right of ["produce", "consume"] as const) {
      for (const topic of (user?.[right] ?? []).filter((one) => !known.includes(one))) {
        const rule = `must name topics of the environment (${known.join(", ")})`;
        report.add(`${at}.users.${name}.${right}`, rule, topic, "Add it to kafka.topics, or correct it.");
      }
    }
  }
}

/** https://docs.oracle.com/iaas/Content/Block/Concepts/overview.htm: no volume is smaller. */
const smallestOracleVolumeGb = 50;

function clusterFits({ kafka = {}, cluster }: Sound<Environment>, at: string, report: Report): void {
  if (cluster?.kind === "oke") {
    for (const property of ["storageGb", "controllerStorageGb"] as const) {
      const size = kafka[property];
      if (size === undefined || size >= smallestOracleVolumeGb) continue;
      const rule = `must be at least ${smallestOracleVolumeGb} on OKE, which makes no smaller volume`;
      report.add(`${at}.${property}`, rule, size, "It is paid for in any case.");
    }
    if ("external" in kafka) {
      const rule = "must be left out on OKE, whose network lets clients in on ports 80 and 443 only";
      report.add(
        `${at}.external`,
        rule,
        kafka.external,
        "Connect from inside, or use another kind of cluster.",
      );
    }
  } else if (kafka.rack === "fault-domain") {
    const rule = "must be zone or left out on a cluster that is not Oracle's";
    report.add(`${at}.rack`, rule, kafka.rack, "Only Oracle's workers have fault domains.");
  } else if (kafka.rack === "zone" && cluster?.kind === "doks") {
    const rule = "must be left out on DOKS, whose workers have no zone";
    report.add(`${at}.rack`, rule, kafka.rack, "Remove it: brokers are kept on different workers.");
  }
}

function programsFit({ kafka = {}, cluster }: Sound<Environment>, at: string, report: Report): void {
  if (cluster === undefined) return;
  const { programsIn, apiServerCidrs } = kafka;
  const where = `${at}.apiServerCidrs`;
  const isElsewhere = programsIn === "environment-namespace";
  const isGiven = "apiServerCidrs" in kafka;
  if (isElsewhere && cluster.kind !== "oke" && !isGiven) {
    const rule = "must be given with programsIn environment-namespace, whose pods read from the API server";
    const remedy = "`kubectl get endpointslices -l kubernetes.io/service-name=kubernetes` shows where it is.";
    report.add(where, rule, apiServerCidrs, remedy);
  } else if (isGiven && !isElsewhere) {
    const rule = "must be left out without programsIn environment-namespace";
    report.add(where, rule, apiServerCidrs, "Remove it: nobody asks the API server.");
  } else if (isGiven && cluster.kind === "oke") {
    const rule = "must be left out on OKE, where it is the endpoint's subnet";
    report.add(where, rule, apiServerCidrs, "Remove it.");
  }
}
