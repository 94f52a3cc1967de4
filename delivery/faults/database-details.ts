import { readFileSync, writeFileSync } from "node:fs";
import type { DatabaseConnection } from "./ledger.ts";

/** The file that DATABASE_FILE names. */
export function readDetails(file: string): DatabaseConnection {
  return JSON.parse(readFileSync(file, "utf8")) as DatabaseConnection;
}

export function writeDetails(
  file: string,
  { host, port, database, user, password }: DatabaseConnection,
): void {
  writeFileSync(file, JSON.stringify({ host, port, database, user, password }), { mode: 0o600 });
}
