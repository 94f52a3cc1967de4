import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { Client } from "./client.ts";
import { prepareCluster } from "./cluster-folder.ts";
import { lockFolder } from "./folder-lock.ts";
import { Turns } from "./turns.ts";

export interface PostgresSandboxOptions {
  /** Holds the data, from one run to the next, and the file with the connection. Made if it is not there. */
  readonly folder: string;
  /** On 127.0.0.1; 0 takes any that is free. */
  readonly port: number;
  /** @default 30000 */
  readonly idleInTransactionMs?: number;
}

export interface PostgresSandbox {
  readonly port: number;
  /** File with host, port, database, user and password as JSON, for this user of the machine only. */
  readonly detailsFile: string;
  /** Rejects when the engine gives up, which it does when the disk is full. */
  readonly failure: Promise<never>;
  /** Ends every connection, rolls back what was open, and lets go of the folder. */
  close(): Promise<void>;
}

/**
 * PostgreSQL itself, compiled to run inside Node, behind its own wire protocol. It has one session, which clients take
 * in turns, a transaction at a time. It knows no COPY, no LISTEN, no cancelling and no prepared statement with a name.
 */
export async function startPostgresSandbox({
  folder,
  port,
  idleInTransactionMs = 30_000,
}: PostgresSandboxOptions): Promise<PostgresSandbox> {
  const unlock = lockFolder(folder);
  const password = randomBytes(18).toString("base64url");
  let engine: PGlite;
  try {
    engine = await PGlite.create({ dataDir: await prepareCluster(folder) });
  } catch (error) {
    unlock();
    throw new Error(
      `database: ${folder} must hold what this version has made, got: ${(error as Error).message}. Remove it to begin anew.`,
    );
  }
  let fail: (error: Error) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failure.catch(() => {});
  const clients = new Set<Client>();
  const turns = new Turns();
  const server = createServer((socket: Socket) => {
    const client = new Client(socket, {
      engine: (messages) => engine.execProtocolRaw(messages),
      turns,
      password,
      idleInTransactionMs,
      failed: fail,
    });
    clients.add(client);
    socket.once("close", () => clients.delete(client));
  });
  const letGo = async () => {
    await engine.close().catch(() => {});
    unlock();
  };
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    await letGo();
    throw error;
  }
  const at = (server.address() as AddressInfo).port;
  return {
    port: at,
    detailsFile: writeDetails(folder, at, password),
    failure,
    close: async () => {
      server.close();
      await Promise.all([...clients].map((client) => client.close()));
      await letGo();
    },
  };
}

function writeDetails(folder: string, port: number, password: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "connection.json");
  const details = { host: "127.0.0.1", port, database: "postgres", user: "postgres", password };
  writeFileSync(file, `${JSON.stringify(details)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return file;
}
