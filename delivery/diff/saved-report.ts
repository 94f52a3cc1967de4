import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DiffReport } from "./report.ts";

/** What one job found out about an environment with its credentials, for another one that may tell of it and has none. */
export function saveReport(folder: string, environment: string, report: DiffReport): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(folder, environment), `${JSON.stringify(report, null, 2)}\n`);
}

/** Undefined when that job left none, or something else. */
export function savedReport(folder: string, environment: string): DiffReport | undefined {
  try {
    const report = JSON.parse(readFileSync(fileOf(folder, environment), "utf8")) as Partial<DiffReport>;
    return report.stacks && { stacks: report.stacks };
  } catch {
    return undefined;
  }
}

function fileOf(folder: string, environment: string): string {
  return join(folder, `${environment}.json`);
}
