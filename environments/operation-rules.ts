import { email } from "./name-rules.ts";
import {
  both,
  listOf,
  named,
  optional,
  type Report,
  type Rule,
  record,
  type Sound,
  text,
  whole,
} from "./rules.ts";
import type { Alarms, Environment, Governance } from "./schema.ts";

const unlimited = Number.POSITIVE_INFINITY;

export const alarmsRule: Rule<Alarms> = record({
  emails: listOf(email),
  recordsBehind: optional(whole(1, unlimited, "Fewer would be an alarm for every record.")),
});

const quotaName = text(
  /^[a-z][a-z0-9-]*$/,
  "a name of Oracle's quotas",
  "Look it up: https://docs.oracle.com/iaas/Content/Quotas/Concepts/resourcequotas.htm.",
);

export const governanceRule: Rule<Governance> = both<Governance>(
  record({
    budget: optional(
      record({
        monthlyAmount: whole(1, unlimited, "Write whole units of the tenancy's currency."),
        emails: listOf(email),
      }),
    ),
    quotas: optional(named(quotaName, named(quotaName, whole(0, unlimited, "Use 0 for none at all.")))),
    auditRetentionDays: optional(whole(90, 365, "Oracle keeps audit events no shorter and no longer.")),
  }),
  (governance, where, report) => {
    if (Object.keys(governance).length > 0) return;
    report.add(
      where,
      "must have budget, quotas or auditRetentionDays",
      governance,
      "Add one, or leave it out.",
    );
  },
);

/** What only Oracle has is left out where nothing is Oracle's. */
export function oraclesOwnFits(environment: Sound<Environment>, where: string, report: Report): void {
  const { cluster, streaming } = environment;
  if (cluster?.kind === undefined || cluster.kind === "oke" || streaming !== undefined) return;
  for (const property of ["governance", "definedTags"] as const) {
    const given = environment[property];
    if (given === undefined) continue;
    const rule = `must be left out on a cluster of kind ${cluster.kind} without streaming, where nothing is Oracle's`;
    report.add(`${where}.${property}`, rule, given, "Remove it.");
  }
}

/** An alarm is where its metrics are. */
export function alarmsFitEnvironment(environment: Sound<Environment>, where: string, report: Report): void {
  const { alarms, cluster, streaming } = environment;
  if (alarms === undefined || cluster === undefined) return;
  if (cluster.kind === "existing") {
    const rule = "must be left out on a cluster of kind existing, whose metrics neither cloud has";
    report.add(`${where}.alarms`, rule, alarms, "Remove it.");
  } else if (cluster.kind === "doks") {
    if (!("recordsBehind" in alarms)) return;
    const rule = "must be left out on DOKS, where the alarms are of workers and pages";
    report.add(`${where}.alarms.recordsBehind`, rule, alarms.recordsBehind, "Remove it.");
  } else if (
    cluster.kind === "oke" &&
    streaming?.region !== undefined &&
    streaming.region !== cluster.region
  ) {
    const rule = `must be that of the cluster (${cluster.region}) with alarms, which are in one region`;
    report.add(`${where}.streaming.region`, rule, streaming.region, "Leave it out, or remove alarms.");
  }
}
