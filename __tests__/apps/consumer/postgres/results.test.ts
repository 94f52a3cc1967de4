import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Client } from "pg";
import { createConsumer } from "../../../../apps/consumer/consumer.ts";
import type { ConsumerConfig } from "../../../../apps/messaging/config.ts";
import { parseDatabaseDetails } from "../../../../apps/messaging/database/database-details.ts";
import { LocalDatabase } from "../../../../delivery/local/database.ts";
import { freePort } from "../../../../delivery/local/ports.ts";
import { MemoryTransport } from "../../../support/memory-transport.ts";
import { describePostgresResults } from "../../../support/results-contract.ts";
import { consumerConfig, emptyPage, getJson, start, until } from "../../../support/running-program.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-results-"));
let port: number;
let server: LocalDatabase;

async function startServer(): Promise<void> {
  server = new LocalDatabase({ folder, port, fresh: false, logFile: `${folder}.log` });
  await server.ready();
}
const file = join(folder, "connection.json");
const details = () => parseDatabaseDetails(readFileSync(file), file);

beforeAll(async () => {
  port = await freePort(4_650);
  await startServer();
}, 60_000);
afterAll(async () => {
  await server.stop();
  for (const path of [folder, `${folder}.log`]) rmSync(path, { recursive: true, force: true });
});

describePostgresResults("the PostgreSQL of npm start", async () => details());

describe("the PostgreSQL of npm start", () => {
  const connect = async (password = details().password) => {
    const { host, port, user, database } = details();
    const client = new Client({ host, port, user, database, password });
    await client.connect();
    return client;
  };

  it("gives each client the session for a whole transaction, and rolls back what a lost one began", async () => {
    const [one, two] = await Promise.all([connect(), connect()]);
    await one.query("create table turns (who text)");
    await one.query("begin");
    await one.query("insert into turns values ('one')");
    const seen = two.query("select who from turns");
    one.on("error", () => {});
    await one.end();
    expect((await seen).rows).toEqual([]);
    await two.end();
  });

  it("lets nobody in without the password of its file", async () => {
    await expect(connect("guess")).rejects.toThrow("password authentication failed");
  });
});

describe("a consumer whose database goes away", () => {
  it("waits and says so, and goes on with nothing lost or twice, also when the password has changed", async () => {
    const stream = new MemoryTransport();
    const config: ConsumerConfig = {
      ...consumerConfig,
      consumerGroup: "goes-away",
      database: { source: { kind: "file", file }, duplicateWindowHours: 24 },
    };
    const consumer = await start(
      (given: ConsumerConfig, log, metrics) => createConsumer(given, log, metrics, emptyPage),
      config,
      async () => stream,
    );
    try {
      stream.put("b|A|B|2");
      stream.put("b|A|B|2");
      await until(() => stream.committed === 2, "the first records");
      expect(await getJson(`${consumer.url}/api/summary`)).toMatchObject({
        consumed: 2,
        kept: true,
        waiting: [],
      });

      // Another start has another password.
      await server.stop();
      stream.put("b|A|B|1");
      const readyz = () => getJson<{ reasons?: readonly string[] }>(`${consumer.url}/readyz`);
      await until(
        async () => (await readyz()).reasons?.[0]?.startsWith("partition 0 waits: ") === true,
        "a reason",
      );
      const metrics = await (await fetch(`${consumer.url}/metrics`)).text();
      expect(metrics).toContain("\nmillrace_partitions_waiting 1\n");
      expect((await fetch(`${consumer.url}/api/ratings`)).status).toBe(503);
      expect((await fetch(`${consumer.url}/healthz`)).status).toBe(200);

      await startServer();
      stream.wake();
      await until(() => stream.committed === 3, "the record that waited", 20_000);
      expect(await getJson(`${consumer.url}/api/summary`)).toMatchObject({ consumed: 3, deadLetters: 0 });
      expect(await getJson(`${consumer.url}/api/ratings`)).toMatchObject({
        voices: [{ total: 5 }, { total: 5 }],
      });
    } finally {
      await consumer.stop();
    }
  }, 60_000);
});
