import { describe, expect, it } from "@jest/globals";
import { environments } from "../../environments/all.ts";
import { openProducers } from "../../environments/authentication-rules.ts";
import type { Environment } from "../../environments/schema.ts";
import { InvalidEnvironments, validateEnvironments } from "../../environments/validate.ts";
import { databaseMistakes } from "./database-mistakes.ts";
import { devopsMistakes } from "./devops-mistakes.ts";
import { doksMistakes } from "./doks-mistakes.ts";
import { endpointMistakes } from "./endpoint-mistakes.ts";
import { changed, doks, local, oke } from "./examples.ts";
import { kafkaMistakes } from "./kafka-mistakes.ts";
import { mistakes } from "./mistakes.ts";
import { nodePoolMistakes } from "./node-pool-mistakes.ts";

/** What is wrong with the environments, as the person who wrote them reads it. */
function mistakesOf(...given: readonly unknown[]): readonly string[] {
  try {
    validateEnvironments(given as readonly Environment[]);
    return [];
  } catch (error) {
    if (error instanceof InvalidEnvironments) return error.message.split("\n");
    throw error;
  }
}

describe("validateEnvironments", () => {
  it("accepts the environments of this project", () => {
    expect(mistakesOf(...environments)).toEqual([]);
  });

  it("accepts every kind of cluster, messaging, registry, backend and exposure", () => {
    expect(mistakesOf(oke, doks, local)).toEqual([]);
  });

  it("warns of a producer that an ingress exposes and that asks for no token", () => {
    const producer = { ...doks.apps.consumer, program: "producer", samplesPerSecond: 0 };
    const open = changed(doks, "apps.consumer", producer);
    expect(openProducers(doks)).toEqual([]);
    expect(openProducers(open)).toEqual([
      "doks-dev.apps.consumer: authentication should be given with an ingress, got nothing. Whoever reaches https://ratings.example.com can send records; name the issuer of tokens (docs/producer.md).",
    ]);
    const authentication = { issuer: "https://login.example.com", audience: "records" };
    expect(openProducers(changed(open, "apps.consumer.authentication", authentication))).toEqual([]);
  });

  it("collects every mistake of every environment and throws once", () => {
    const wrong = changed(
      changed(oke, "cluster.kubernetesVersion", "1.29.0"),
      "streaming.streams.records.retentionHours",
      12,
    );
    const alsoWrong = changed(doks, "cluster.nodePools.workers.nodes", 0);

    expect(mistakesOf(wrong, alsoWrong)).toEqual([
      'oke-dev.cluster.kubernetesVersion: must be one of 1.34.2, 1.35.2, 1.36.1, got "1.29.0". Use 1.34.2, the nearest that OKE offers (environments/versions.ts).',
      "oke-dev.streaming.streams.records.retentionHours: must be a whole number from 24 to 168, got 12. OCI Streaming keeps records no shorter and no longer.",
      "doks-dev.cluster.nodePools.workers.nodes: must be a whole number from 1 to 512, got 0. DigitalOcean runs no more in a cluster, and its plugin cannot ask for none.",
    ]);
  });

  describe.each(
    Object.entries({
      ...mistakes,
      ...nodePoolMistakes,
      ...endpointMistakes,
      ...databaseMistakes,
      ...devopsMistakes,
      ...doksMistakes,
      ...kafkaMistakes,
    }),
  )("refuses wrong %s:", (_subject, ofSubject) => {
    it.each(ofSubject.map((given) => [given[3], given] as const))("%s", (message, [base, path, value]) => {
      expect(mistakesOf(changed(base, path, value)).join("\n")).toBe(message);
    });
  });

  it.each([[null], ["oke-dev"], [[]]])("refuses %j as an environment", (value) => {
    expect(mistakesOf(value)).toEqual([
      `environments[0]: must be an object, got ${JSON.stringify(value)}. Give it name, backend, protectData, definedTags, cluster, streaming, keys, secrets, alarms, governance, devops, kafka, database, monitoring, deployers, registry, apps.`,
    ]);
  });

  it("refuses two environments of the same name", () => {
    expect(mistakesOf(oke, oke)).toEqual([
      'oke-dev.name: must differ from that of every other environment, got "oke-dev". Rename one.',
    ]);
  });

  it("refuses two registries of the same name that differ", () => {
    const other = changed(changed(oke, "name", "oke-prod"), "registry.region", "eu-zurich-1");

    expect(mistakesOf(oke, other)).toEqual([
      'oke-prod.registry: must be the same as that of oke-dev ({"kind":"ocir","name":"millrace","region":"eu-frankfurt-1","backend":{"kind":"local"}}), whose name it has, got {"kind":"ocir","name":"millrace","region":"eu-zurich-1","backend":{"kind":"local"}}. Use one object for both, or another name.',
    ]);
  });
});
