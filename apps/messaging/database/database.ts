import { isDeepStrictEqual } from "node:util";
import { DatabaseError, Pool, type PoolClient, type PoolConfig } from "pg";
import type { Logger } from "pino";
import { pause } from "../backoff.ts";
import type { DatabaseDetails } from "./database-details.ts";

/** One statement after the other on one connection. */
export interface Session {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** A partition each for the batches in hand, and one for whoever looks at the page. */
const CONNECTIONS = 5;
const CONNECT_MS = 5_000;
/** A statement applies at most one batch, which takes well under a second. */
const STATEMENT_MS = 20_000;
/** A little more than the server's own limit: it is for a server that does not answer at all. */
const ANSWER_MS = 25_000;
/** So that a program that hangs does not keep others from the rows it locked. */
const IDLE_IN_TRANSACTION_MS = 20_000;
/** Attempts of a transaction that the server ends in favour of another one. */
const ATTEMPTS = 8;
/** Between two looks at the secret while no connection can be made. */
const REREAD_MS = 2_000;

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const SERIALIZATION_FAILURE = "40001";
const DEADLOCK = "40P01";
const INVALID_AUTHORIZATION = "28";

/**
 * A PostgreSQL server by way of a few connections. Where it is and how to log in
 * is asked for when the first connection is made and again after one could not
 * be made, so that a rotated password needs no restart.
 */
export class Database {
  readonly #readDetails: () => Promise<DatabaseDetails>;
  readonly #name: string;
  readonly #log: Logger;
  #current: { readonly details: DatabaseDetails; readonly pool: Pool } | undefined;
  #suspect = false;
  #readAt = 0;
  #reading: Promise<Pool> | undefined;
  #closed = false;

  /** @param name of this program, which the server shows beside its connections */
  constructor(readDetails: () => Promise<DatabaseDetails>, name: string, log: Logger) {
    this.#readDetails = readDetails;
    this.#name = name;
    this.#log = log;
  }

  /** One statement on its own. */
  async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const client = await this.#connect();
    return using(client, (session) => session.query<Row>(text, values));
  }

  /**
   * Commits what `work` did, or nothing of it. Repeats the whole when the server gives way to another transaction.
   * When the connection breaks during the commit nobody knows whether it took place.
   */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const client = await this.#connect();
        return await using(client, async (session) => {
          await session.query("begin");
          const result = await work(session);
          await session.query("commit");
          return result;
        });
      } catch (error) {
        if (attempt === ATTEMPTS || !isGivingWay(error)) throw error;
        await pause(Math.random() * 10 * 2 ** attempt, new AbortController().signal);
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#reading?.catch(() => {});
    await this.#current?.pool.end();
  }

  async #connect(): Promise<PoolClient> {
    const pool = await this.#pool();
    try {
      return await pool.connect();
    } catch (error) {
      this.#suspect = true;
      // A rotated password is the one failure that another look at the secret mends at once.
      if (!isRefusedLogin(error) || (await this.#pool()) === pool) throw error;
      return (await this.#pool()).connect();
    }
  }

  #pool(): Promise<Pool> {
    if (this.#closed) return Promise.reject(new Error("the database is closed"));
    const looked = this.#readAt > 0 && performance.now() - this.#readAt < REREAD_MS;
    if (this.#current && (!this.#suspect || looked)) return Promise.resolve(this.#current.pool);
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<Pool> {
    this.#readAt = performance.now();
    const details = await this.#readDetails();
    this.#suspect = false;
    const old = this.#current;
    if (old && isDeepStrictEqual(old.details, details)) return old.pool;
    const pool = new Pool(poolConfig(details, this.#name));
    // A connection that breaks while nobody uses it: the next one is made when it is needed.
    pool.on("error", (error) =>
      this.#log.info({ reason: error.message }, "an idle database connection ended"),
    );
    // One that breaks in use: the statement fails and tells why. Unheard between two statements, it would end the program.
    pool.on("connect", (client) => client.on("error", () => {}));
    this.#current = { details, pool };
    if (old) {
      this.#log.info(
        { host: details.host, database: details.database },
        "the database's connection has changed",
      );
      old.pool.end().catch(() => {});
    }
    return pool;
  }
}

/** The server's own answer, such as a broken rule, by its five-character code; undefined when there was none. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined;
}

const isGivingWay = (error: unknown) => [SERIALIZATION_FAILURE, DEADLOCK].includes(sqlStateOf(error) ?? "");
const isRefusedLogin = (error: unknown) => sqlStateOf(error)?.startsWith(INVALID_AUTHORIZATION) === true;

/** Gives the connection back clean, or ends it when it is not certain that it is. */
async function using<T>(client: PoolClient, work: (session: Session) => Promise<T>): Promise<T> {
  const session: Session = {
    query: async (text, values) => (await client.query(text, values && [...values])).rows,
  };
  try {
    const result = await work(session);
    client.release();
    return result;
  } catch (error) {
    const clean =
      error instanceof DatabaseError && (await client.query("rollback").then(Boolean, () => false));
    client.release(!clean);
    throw error;
  }
}

function poolConfig({ tls, ca, ...login }: DatabaseDetails, name: string): PoolConfig {
  return {
    ...login,
    application_name: name,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(tls === "off" ? {} : { ssl: { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) } }),
  };
}
