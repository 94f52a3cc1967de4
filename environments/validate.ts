import { isDeepStrictEqual } from "node:util";
import { appRule, appsFitMessaging } from "./app-rules.ts";
import { clusterRule } from "./cluster-rules.ts";
import { kafkaFitsEnvironment } from "./kafka-fit.ts";
import { kafkaRule } from "./kafka-rules.ts";
import { keysFitEnvironment, keysRule } from "./key-rules.ts";
import { streamingFitsCluster, streamingRule } from "./messaging-rules.ts";
import { longestAppName, longestEnvironmentName, name, ociRegion } from "./name-rules.ts";
import { alarmsFitEnvironment, alarmsRule, governanceRule } from "./operation-rules.ts";
import {
  literal,
  named,
  optional,
  Report,
  type Rule,
  record,
  shown,
  text,
  variant,
  yesOrNo,
} from "./rules.ts";
import type { Backend, Environment } from "./schema.ts";
import { secretsFitEnvironment, secretsRule } from "./secret-rules.ts";
import { strimziFitsCluster } from "./version-rules.ts";

/** Everything that is wrong with the environments, or with the versions that they are to be made with; one line a mistake. */
export class InvalidEnvironments extends Error {
  public readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join("\n"));
    this.name = "InvalidEnvironments";
    this.mistakes = mistakes;
  }
}

const backend: Rule<Backend> = variant("kind", {
  local: record({ kind: literal("local") }),
  s3: record({
    kind: literal("s3"),
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; the others take these too.
    bucket: text(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      "3 to 63 lower-case letters, digits, dots and hyphens",
      "Name a bucket that exists.",
    ),
    region: text(/^[a-z0-9-]+$/, "the region of the bucket", "Use one such as eu-frankfurt-1."),
    endpoint: optional(
      text(/^https:\/\/[^/\s]+$/, "an https URL without a path", "Leave it out for AWS itself."),
    ),
  }),
});

const registry: Rule<Environment["registry"]> = variant("kind", {
  ocir: record({ kind: literal("ocir"), name: name("a registry", 63), region: ociRegion, backend }),
  digitalocean: record({
    kind: literal("digitalocean"),
    // https://docs.digitalocean.com/products/container-registry/
    name: name("a registry", 63),
    region: text(/^[a-z]{3}\d$/, "the slug of a DigitalOcean region", "Use one such as fra1."),
    backend,
  }),
});

// https://docs.oracle.com/iaas/Content/Tagging/Concepts/taggingoverview.htm
const definedTag = text(
  /^[A-Za-z][A-Za-z0-9_-]{0,99}\.[^\s.]{1,100}$/,
  "a tag namespace, a dot and a key",
  "Use one that exists, such as Finance.CostCenter.",
);
const definedTagValue = text(/^.{1,256}$/, "1 to 256 characters", "Give the tag a value.");

const environmentRule: Rule<Environment> = record({
  name: name("an environment", longestEnvironmentName),
  backend,
  protectData: optional(yesOrNo("Terraform refuses to destroy what holds data where it is true.")),
  definedTags: optional(named(definedTag, definedTagValue)),
  cluster: clusterRule,
  streaming: optional(streamingRule),
  keys: optional(keysRule),
  secrets: optional(secretsRule),
  alarms: optional(alarmsRule),
  governance: optional(governanceRule),
  kafka: optional(kafkaRule),
  registry,
  apps: named(name("an app", longestAppName), appRule),
});

/**
 * Returns when every environment obeys every rule.
 *
 * @throws InvalidEnvironments with all mistakes of all environments, each as
 * `<environment>.<path>: <rule>, got <value>. <what to do>.`
 */
export function validateEnvironments(environments: readonly Environment[]): void {
  const report = new Report();
  const registries = new Map<string, { readonly owner: string; readonly value: unknown }>();
  const names = new Set<string>();
  for (const [index, environment] of environments.entries()) {
    const given: unknown = environment?.name;
    const where = typeof given === "string" && given !== "" ? given : `environments[${index}]`;
    const sound = environmentRule(environment, where, report);
    if (sound === undefined) continue;
    if (sound.name !== undefined && names.has(sound.name)) {
      report.add(`${where}.name`, "must differ from that of every other environment", given, "Rename one.");
    }
    names.add(where);
    streamingFitsCluster(sound, where, report);
    keysFitEnvironment(sound, where, report);
    strimziFitsCluster(sound, where, report);
    kafkaFitsEnvironment(sound, where, report);
    secretsFitEnvironment(sound, where, report);
    alarmsFitEnvironment(sound, where, report);
    appsFitMessaging(sound, where, report);

    const registryName = sound.registry?.name;
    if (registryName === undefined) continue;
    const other = registries.get(registryName);
    if (other === undefined) {
      registries.set(registryName, { owner: where, value: environment.registry });
    } else if (!isDeepStrictEqual(other.value, environment.registry)) {
      const rule = `must be the same as that of ${other.owner} (${shown(other.value)}), whose name it has`;
      report.add(
        `${where}.registry`,
        rule,
        environment.registry,
        "Use one object for both, or another name.",
      );
    }
  }
  if (report.mistakes.length > 0) throw new InvalidEnvironments(report.mistakes);
}
