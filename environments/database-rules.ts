import { cidr } from "./cidr.ts";
import type { ResultsDatabase } from "./database-schema.ts";
import { kubernetesName } from "./name-rules.ts";
import { both, listOf, optional, type Report, type Rule, record, type Sound, text, whole } from "./rules.ts";
import type { Environment } from "./schema.ts";

export const databaseRule: Rule<ResultsDatabase> = both<ResultsDatabase>(
  record({
    secret: optional(text(/\S/, "the name of one of the environment's secrets", "Name it.")),
    kubernetesSecret: optional(kubernetesName),
    // https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data
    key: optional(
      text(/^[-._A-Za-z0-9]{1,253}$/, "a key of a Kubernetes Secret", "Use one such as connection.json."),
    ),
    cidrs: listOf(cidr(8, 32, "Name the networks of the database, not the whole internet.")),
    port: optional(whole(1, 65_535, "Use the one that the server listens on.")),
    duplicateWindowHours: optional(whole(1, 720, "Producers repeat a record within minutes.")),
  }),
  ({ secret, kubernetesSecret, key }, where, report) => {
    if ((secret === undefined) === (kubernetesSecret === undefined)) {
      const rule = "must name either a secret or a kubernetesSecret";
      const remedy = "Say in which of the two the connection is.";
      report.add(where, rule, secret === undefined ? undefined : "both", remedy);
    }
    if (key !== undefined && kubernetesSecret === undefined) {
      const rule = "must be left out without kubernetesSecret: a secret of the vault has no keys";
      report.add(`${where}.key`, rule, key, "Remove it.");
    }
  },
);

/** The secret is there, and the consumers have an identity to read it with. */
export function databaseFitsEnvironment(
  environment: Sound<Environment>,
  where: string,
  report: Report,
): void {
  const { database, secrets = {}, cluster, apps = {} } = environment;
  if (database?.secret === undefined) return;
  const at = `${where}.database.secret`;
  if (cluster?.kind !== undefined && cluster.kind !== "oke") {
    const rule = `must be left out on a cluster of kind ${cluster.kind}, whose programs have no identity at Oracle`;
    report.add(at, rule, database.secret, "Use kubernetesSecret.");
    return;
  }
  if (!(database.secret in secrets)) {
    const names = Object.keys(secrets).join(", ");
    const rule = `must be one of the environment's secrets (${names === "" ? "none" : names})`;
    report.add(at, rule, database.secret, `Add it to ${where}.secrets, or name another.`);
  }
  const onKafka = Object.entries(apps).find(
    ([, app]) => app?.program === "consumer" && app.transport === "kafka",
  );
  if (onKafka !== undefined) {
    const rule = `must be left out with a consumer of transport kafka (${onKafka[0]}), which has no identity at Oracle`;
    report.add(at, rule, database.secret, "Use kubernetesSecret.");
  }
}
