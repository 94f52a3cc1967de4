import { Client } from "pg";

/** What became of the records of a run. */
export interface Count {
  /** Given to a request. */
  readonly sent: number;
  /** Acknowledged to the client. */
  readonly acknowledged: number;
  /** In the results, however often. */
  readonly applied: number;
  /** Times that a record was applied after the first. */
  readonly duplicatesApplied: number;
  /** Acknowledged and not in the results. */
  readonly lost: number;
}

/** How often each record of a run is in the results: every one has a voice of its own. */
export async function timesApplied(
  connection: DatabaseConnection,
  run: string,
): Promise<Map<number, number>> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5000 });
  // A server that goes away ends the query below as well; the event says nothing more.
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ number: number; times: number }>(
      `select split_part(substr(voice, length($1) + 2), '~', 1)::int as number, sum(ratings)::int as times
       from millrace.voices where voice like $1 || '-%' and voice <> $1 || '-all' group by 1`,
      [run],
    );
    return new Map(rows.map(({ number, times }) => [number, times]));
  } finally {
    await client.end().catch(() => {});
  }
}

export interface DatabaseConnection {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** @param applied how often each record is in the results, by its number */
export function countOf(
  sent: number,
  acknowledged: ReadonlySet<number>,
  applied: ReadonlyMap<number, number>,
): Count {
  const lost = [...acknowledged].filter((number) => !applied.has(number)).length;
  const duplicatesApplied = [...applied.values()].reduce((sum, times) => sum + times - 1, 0);
  return { sent, acknowledged: acknowledged.size, applied: applied.size, duplicatesApplied, lost };
}
