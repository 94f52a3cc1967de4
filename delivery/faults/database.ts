import { findPostgres, startPostgres } from "../postgres/server.ts";
import type { DatabaseConnection } from "./ledger.ts";

/** Where the consumers keep their results. */
export interface Database extends DatabaseConnection {
  /** As `kill -9` would, without a word to its clients. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A PostgreSQL server of this machine's binaries. */
export async function startDatabase(): Promise<Database> {
  const binaries = findPostgres();
  if (binaries === undefined) {
    throw new Error(
      "faults: PostgreSQL's server must be on this machine, got none. Install it (Debian: apt-get install postgresql).",
    );
  }
  // Nobody pulls the plug of this machine; without it three stages wait for one disk.
  const { port, user, password, database, kill, start, stop } = await startPostgres(binaries, {
    fsync: "off",
  });
  return { host: "127.0.0.1", port, user, password, database, kill, start, close: stop };
}
