import { isDeepStrictEqual } from "node:util";
import { appRule, appsFitMessaging } from "./app-rules.ts";
import { backendRule } from "./backend-rules.ts";
import { clusterRule } from "./cluster-rules.ts";
import { databaseFitsEnvironment, databaseRule } from "./database-rules.ts";
import { devopsFitsEnvironment, devopsRule } from "./devops-rules.ts";
import { kafkaFitsEnvironment } from "./kafka-fit.ts";
import { kafkaRule } from "./kafka-rules.ts";
import { keysFitEnvironment, keysRule } from "./key-rules.ts";
import { streamingFitsCluster, streamingRule } from "./messaging-rules.ts";
import { monitoringRule } from "./monitoring-rules.ts";
import { longestAppName, longestEnvironmentName, name } from "./name-rules.ts";
import { alarmsFitEnvironment, alarmsRule, governanceRule, oraclesOwnFits } from "./operation-rules.ts";
import { registryRule } from "./registry-rules.ts";
import { named, optional, Report, type Rule, record, shown, text, yesOrNo } from "./rules.ts";
import type { Environment } from "./schema.ts";
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

// https://docs.oracle.com/iaas/Content/Tagging/Concepts/taggingoverview.htm
const definedTag = text(
  /^[A-Za-z][A-Za-z0-9_-]{0,99}\.[^\s.]{1,100}$/,
  "a tag namespace, a dot and a key",
  "Use one that exists, such as Finance.CostCenter.",
);
const definedTagValue = text(/^.{1,256}$/, "1 to 256 characters", "Give the tag a value.");

const environmentRule: Rule<Environment> = record({
  name: name("an environment", longestEnvironmentName),
  backend: backendRule,
  protectData: optional(yesOrNo("Terraform refuses to destroy what holds data where it is true.")),
  definedTags: optional(named(definedTag, definedTagValue)),
  cluster: clusterRule,
  streaming: optional(streamingRule),
  keys: optional(keysRule),
  secrets: optional(secretsRule),
  alarms: optional(alarmsRule),
  governance: optional(governanceRule),
  devops: optional(devopsRule),
  kafka: optional(kafkaRule),
  database: optional(databaseRule),
  monitoring: optional(monitoringRule),
  deployers: optional(yesOrNo("Others than administrators may release programs where it is true.")),
  registry: registryRule,
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
    databaseFitsEnvironment(sound, where, report);
    alarmsFitEnvironment(sound, where, report);
    oraclesOwnFits(sound, where, report);
    devopsFitsEnvironment(sound, where, report);
    appsFitMessaging(sound, where, report);

    const registryName = sound.registry && "name" in sound.registry ? sound.registry.name : undefined;
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
