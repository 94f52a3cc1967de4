import { longestAppName, name } from "./name-rules.ts";
import {
  both,
  literal,
  named,
  oneOf,
  optional,
  type Report,
  type Rule,
  record,
  type Sound,
  text,
  variant,
  whole,
} from "./rules.ts";
import type { Environment, GeneratedSecret, GivenSecret, Producer } from "./schema.ts";

const generated: Rule<GeneratedSecret> = both<GeneratedSecret>(
  record({
    kind: literal("generated"),
    value: oneOf(["passphrase", "database-password", "bytes", "ssh-key"]),
    expiresAfterDays: optional(whole(1, 90, "Oracle lets a version expire no later.")),
    rotation: optional(
      record({
        everyDays: whole(1, 360, "Oracle rotates no more seldom."),
        by: oneOf(["function", "autonomous-database"]),
      }),
    ),
  }),
  ({ expiresAfterDays, rotation }, where, report) => {
    const everyDays = rotation?.everyDays;
    if (expiresAfterDays === undefined || everyDays === undefined || everyDays < expiresAfterDays) return;
    const rule = `must be less than expiresAfterDays (${expiresAfterDays}), so that a version is replaced in time`;
    report.add(`${where}.rotation.everyDays`, rule, everyDays, "Rotate oftener, or let it live longer.");
  },
);

const given: Rule<GivenSecret> = record({ kind: literal("given") });

export const secretsRule: Rule<NonNullable<Environment["secrets"]>> = named(
  name("a secret", longestAppName),
  variant<GeneratedSecret | GivenSecret, "kind">("kind", { generated, given }),
);

const fileName = text(
  /^[A-Za-z0-9][-._A-Za-z0-9]{0,252}$/,
  "the name of a file, without a folder",
  "Use letters, digits, dots, hyphens and underscores.",
);

export const secretFilesRule: Rule<NonNullable<Producer["secretFiles"]>> = named(
  fileName,
  text(/\S/, "the name of one of the environment's secrets", "Name it."),
);

/** Programs read only secrets that are there, and where they have an identity to read them with. */
export function secretsFitEnvironment(environment: Sound<Environment>, where: string, report: Report): void {
  const { secrets = {}, cluster, apps = {} } = environment;
  if (environment.secrets !== undefined && cluster?.kind !== undefined && cluster.kind !== "oke") {
    const rule = `must be left out on a cluster of kind ${cluster.kind}, whose programs have no identity at Oracle`;
    report.add(`${where}.secrets`, rule, environment.secrets, "Remove it.");
  }
  for (const [key, app] of Object.entries(apps)) {
    const at = `${where}.apps.${key}.secretFiles`;
    if (app?.secretFiles === undefined) continue;
    if (app.transport === "kafka") {
      const rule = "must be left out with transport kafka, whose programs have no identity at Oracle";
      report.add(at, rule, app.secretFiles, "Remove it.");
    }
    for (const [file, secret] of Object.entries(app.secretFiles)) {
      if (secret === undefined || secret in secrets) continue;
      const names = Object.keys(secrets).join(", ");
      const rule = `must be one of the environment's secrets (${names === "" ? "none" : names})`;
      report.add(`${at}.${file}`, rule, secret, `Add it to ${where}.secrets, or name another.`);
    }
  }
}
