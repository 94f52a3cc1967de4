import { cpus } from "node:os";
import type { EngineName } from "./engine.ts";
import type { Count } from "./ledger.ts";

export interface Row {
  readonly scenario: string;
  readonly engine: EngineName;
  /** From the first record until all was counted. */
  readonly seconds: number;
  /** Undefined when the scenario could not be played to its end. */
  readonly count?: Count;
  /** Why it could not, or why it was left out. */
  readonly problem?: string;
  readonly skipped?: boolean;
}

/** Whether the programs kept their promise: nothing lost, nothing applied twice. */
export function isKept({ count, skipped }: Row): boolean {
  return skipped === true || (count !== undefined && count.lost === 0 && count.duplicatesApplied === 0);
}

export function lineOf({ scenario, engine, seconds, count, problem, skipped }: Row): string {
  const what = `${engine.padEnd(14)} ${scenario}`;
  if (skipped) return `skipped  ${what}: ${problem}`;
  if (!count) return `FAILED   ${what}: ${problem}`;
  const { sent, acknowledged, applied, duplicatesApplied, lost } = count;
  const verdict = lost + duplicatesApplied === 0 ? "ok      " : "BROKEN  ";
  return (
    `${verdict} ${what}  ${seconds.toFixed(0)} s: ${sent} sent, ${acknowledged} acknowledged, ${applied} applied, ` +
    `${duplicatesApplied} applied twice, ${lost} lost`
  );
}

/** The page docs/faults.md: what `command` found at a commit. */
export function page(rows: readonly Row[], commit: string, command: string): string {
  const cells = (row: Row) => {
    const { sent, acknowledged, applied, duplicatesApplied, lost } = row.count ?? {};
    if (row.skipped) return `| skipped: ${row.problem} | | | | |`;
    return row.count
      ? `| ${sent} | ${acknowledged} | ${applied} | ${duplicatesApplied} | ${lost} |`
      : `| failed: ${row.problem} | | | | |`;
  };
  const lines = rows.map((row) => `| ${row.scenario} | ${row.engine} ${cells(row)}`);
  return `# Bad days

What \`${command}\` printed at commit ${commit}, on ${cpus().length} cores with Node ${process.versions.node}: records flow at a steady rate from a client that repeats what is not acknowledged, through the bundled producer, the stream and the bundled consumer into PostgreSQL, while one thing goes wrong. Every record has a row of its own in the results, so that each loss and each second application shows. Lost are records that were acknowledged and are not in the results.

| what goes wrong | engine | sent | acknowledged | applied | applied twice | lost |
|---|---|--:|--:|--:|--:|--:|
${lines.join("\n")}
`;
}
