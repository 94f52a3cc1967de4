import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { migrations } from "../../../../apps/consumer/postgres/migrations.ts";
import { Database } from "../../../../apps/messaging/database/database.ts";
import { migrate } from "../../../../apps/messaging/database/migrate.ts";
import { serverDetails } from "../../../support/postgres-server.ts";
import { batchOf, log, newGroup, openResults, person, rating } from "../../../support/results-contract.ts";

describe("results on a server with many sessions", () => {
  let admin: Database;
  beforeAll(() => {
    admin = new Database(async () => serverDetails(), "admin", log);
  });
  afterAll(() => admin.close());

  it("makes the tables once, however many consumers come at the same time", async () => {
    await admin.query("drop schema if exists millrace cascade");
    const databases = Array.from(
      { length: 6 },
      () => new Database(async () => serverDetails(), "first", log),
    );
    await Promise.all(databases.map((database) => migrate(database, migrations)));
    await Promise.all(databases.map((database) => database.close()));
    expect(await admin.query("select version from millrace.versions")).toEqual(
      migrations.map((_, index) => ({ version: index + 1 })),
    );
  });

  it("applies all or nothing when the server ends a connection in the middle of a transaction", async () => {
    const group = newGroup();
    const results = await openResults(serverDetails(), group);
    const batch = batchOf([person(0, "Ada"), rating(1, "A", "B", 2, { id: "1" }), rating(2, "A", "C", 1)]);
    try {
      await results.apply({ ...batch, partition: "1", entries: [rating(0, "A", "B", 0)] });
      await admin.transaction(async (session) => {
        // The batch gets as far as the voices, its last statement but one, and waits there.
        await session.query("lock table millrace.voices in share mode");
        const applied = results.apply(batch);
        applied.catch(() => {});
        const waiting =
          "select pid from pg_stat_activity where application_name = 'test' and wait_event_type = 'Lock'";
        while ((await session.query(waiting)).length === 0);
        await session.query(`select pg_terminate_backend(pid) from (${waiting}) one`);
        await expect(applied).rejects.toThrow();
      });
      expect(await results.totals()).toEqual({ consumed: 1, duplicates: 0, deadLetters: 0 });
      expect((await results.people(1)).total).toBe(0);
      await results.apply(batch);
      await results.apply(batch);
      expect(await results.totals()).toEqual({ consumed: 4, duplicates: 3, deadLetters: 0 });
      expect((await results.ratings(1)).voices).toEqual([{ voice: "A", total: 3, ratings: 3 }]);
    } finally {
      await results.close();
    }
  });

  it("adds up what several consumers apply at once to the same people and voices, without a deadlock", async () => {
    const group = newGroup();
    const consumers = await Promise.all(Array.from({ length: 4 }, () => openResults(serverDetails(), group)));
    const before = await deadlocks();
    await Promise.all(
      consumers.map(async (results, consumer) => {
        for (let batch = 0; batch < 15; batch++) {
          const entries = Array.from({ length: 40 }, (_, index) => {
            const one = (index * 7 + consumer * 11 + batch) % 20;
            const offset = batch * 40 + index;
            return index % 2 === 0
              ? person(offset, `p${one}`)
              : rating(offset, `v${one}`, `v${(one + 1 + consumer) % 20}-`, 1, {
                  id: `${consumer}/${offset}`,
                });
          });
          await results.apply(batchOf(entries, { partition: String(consumer) }));
        }
      }),
    );
    const [results] = consumers;
    expect(await results?.totals()).toEqual({ consumed: 4 * 15 * 40, duplicates: 0, deadLetters: 0 });
    const { battles, voices } = (await results?.ratings(1000)) ?? { battles: 0, voices: [] };
    expect(voices.reduce((sum, { total }) => sum + total, 0)).toBe(2 * battles);
    expect((await deadlocks()) - before).toBe(0);
    await Promise.all(consumers.map((one) => one.close()));
  });

  it("logs in with a new password after a rotation, without a restart", async () => {
    await admin.query("drop role if exists rotating");
    await admin.query("create role rotating login password 'first'");
    let password = "first";
    const database = new Database(
      async () => ({ ...serverDetails(), user: "rotating", password }),
      "rotating",
      log,
    );
    try {
      expect(await database.query("select 1 as one")).toEqual([{ one: 1 }]);
      await admin.query("alter role rotating password 'second'");
      await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rotating'");
      password = "second";
      await new Promise((resolve) => setTimeout(resolve, 2_100));
      expect(await database.query("select 1 as one")).toEqual([{ one: 1 }]);
    } finally {
      await database.close();
      await admin.query("drop role rotating");
    }
  });

  async function deadlocks(): Promise<number> {
    const [row] = await admin.query<{ readonly count: number }>(
      "select sum(deadlocks)::int as count from pg_stat_database",
    );
    return row?.count ?? 0;
  }
});
