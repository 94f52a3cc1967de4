import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StackDrift } from "./stack-drift.ts";

/** What one run found out about one environment. */
export interface EnvironmentDrift {
  readonly environment: string;
  /** Nobody could tell when this is left out. */
  readonly stacks?: readonly StackDrift[];
}

/** Environments may need credentials that no one job has: each writes its own, and another job reads them. */
export function saveDrift(folder: string, drift: EnvironmentDrift): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(folder, drift.environment), `${JSON.stringify(drift, null, 2)}\n`);
}

/** An environment whose job wrote nothing is unknown, or its drift would be taken for mended. */
export function readDrift(folder: string, environment: string): EnvironmentDrift {
  try {
    return JSON.parse(readFileSync(fileOf(folder, environment), "utf8")) as EnvironmentDrift;
  } catch {
    return { environment };
  }
}

function fileOf(folder: string, environment: string): string {
  return join(folder, `${environment}.json`);
}
