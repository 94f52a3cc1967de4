import type { Database, Session } from "./database.ts";

/** Any number that no other program uses for a lock: "millrace" as eight bytes. */
const LOCK = "7883951835720016741";

interface Version {
  readonly version: number | null;
}

/**
 * Brings the tables of schema `millrace` up to date: each entry of `migrations`
 * is one version and is applied once, in order, by whichever program comes
 * first. There is no way back, so a program refuses tables newer than itself.
 *
 * @throws Error for newer tables, and for an encoding that cannot hold every text
 */
export async function migrate(database: Database, migrations: readonly string[]): Promise<void> {
  const [{ encoding } = { encoding: "" }] = await database.query<{ readonly encoding: string }>(
    "select current_setting('server_encoding') as encoding",
  );
  if (encoding !== "UTF8") {
    throw new Error(`database: encoding must be UTF8, got ${encoding}. Create the database with it.`);
  }
  // Who may use tables need not be allowed to make them.
  if ((await versionOf(database)) === migrations.length) return;
  await database.transaction(async (session) => {
    await session.query("select pg_advisory_xact_lock($1)", [LOCK]);
    await session.query("set local statement_timeout = 0");
    const version = await versionOf(session);
    if (version > migrations.length) {
      throw new Error(
        `database: tables must be of version ${migrations.length} or older, got ${version}. ` +
          "A newer program has made them: run that one.",
      );
    }
    if (version === 0) {
      await session.query("create schema if not exists millrace");
      await session.query(
        "create table millrace.versions (version int primary key, applied_at timestamptz not null default now())",
      );
    }
    for (const [index, statements] of migrations.entries()) {
      if (index < version) continue;
      await session.query(statements);
      await session.query("insert into millrace.versions (version) values ($1)", [index + 1]);
    }
  });
}

/** 0 before the first migration. */
async function versionOf(session: Session): Promise<number> {
  // Not to_regclass: while it waited for the lock, a session remembers from before that there was no such table.
  const [{ there } = { there: false }] = await session.query<{ readonly there: boolean }>(
    "select exists (select from pg_tables where schemaname = 'millrace' and tablename = 'versions') as there",
  );
  if (!there) return 0;
  const [row] = await session.query<Version>("select max(version) as version from millrace.versions");
  return row?.version ?? 0;
}
