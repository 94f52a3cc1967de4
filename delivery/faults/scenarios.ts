import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { EngineName } from "./engine.ts";
import { type SmallDiskDatabase, startSmallDiskDatabase } from "./small-disk-database.ts";
import type { Stage, StageOptions } from "./stage.ts";

/** Something that goes wrong while records flow. */
export interface Scenario {
  readonly name: string;
  /** @default both */
  readonly engine?: EngineName;
  /** Whether it goes on for 20 s at most, so that a soak may have many of it. @default false */
  readonly short?: boolean;
  /** What the stage has that others have not. */
  readonly stage?: Partial<Omit<StageOptions, "engine" | "bundles">>;
  /** Records flow before, during and after; everything is as it was when it resolves. */
  strike(stage: Stage): Promise<void>;
}

const seconds = (count: number) => sleep(count * 1000);

async function outage(stage: Stage, length: number): Promise<void> {
  stage.engine.network.down();
  await seconds(length);
  stage.engine.network.fair();
}

/** Bytes; with the rest of the event below the 1 MiB that a record may have. */
const largeRecord = 1024 * 1024 - 1024;

export const scenarios: readonly Scenario[] = [
  {
    name: "producer stopped (SIGTERM) and started, three times",
    short: true,
    async strike({ producer }) {
      for (let time = 0; time < 3; time++) {
        await producer.terminate();
        await producer.start();
        await seconds(1);
      }
    },
  },
  {
    name: "producer killed (SIGKILL) and started, three times",
    short: true,
    async strike({ producer }) {
      for (let time = 0; time < 3; time++) {
        await producer.kill();
        await producer.start();
        await seconds(1);
      }
    },
  },
  {
    name: "consumer stopped (SIGTERM) and started, three times",
    short: true,
    async strike({ consumer }) {
      for (let time = 0; time < 3; time++) {
        await consumer.terminate();
        await consumer.start();
        await seconds(1);
      }
    },
  },
  {
    name: "consumer killed (SIGKILL) and started, three times",
    short: true,
    async strike({ consumer }) {
      for (let time = 0; time < 3; time++) {
        await consumer.kill();
        await consumer.start();
        await seconds(1);
      }
    },
  },
  { name: "stream away for 5 s", short: true, strike: (stage) => outage(stage, 5) },
  { name: "stream away for 60 s", strike: (stage) => outage(stage, 60) },
  {
    name: "half of what is sent refused, for 5 s",
    short: true,
    async strike({ engine }) {
      engine.refuseHalf();
      await seconds(5);
      engine.clear();
    },
  },
  {
    name: "answers to 20 sends lost after the work was done",
    short: true,
    async strike({ engine }) {
      engine.loseAnswers(20);
      await seconds(5);
      engine.clear();
    },
  },
  {
    name: "no answer for 20 s, on connections that stay open",
    short: true,
    async strike({ engine }) {
      engine.network.silent();
      await seconds(20);
      engine.network.fair();
    },
  },
  {
    name: "slow network: 300 ms more for each piece, for 10 s",
    short: true,
    async strike({ engine }) {
      engine.network.slow(300);
      await seconds(10);
      engine.network.fair();
    },
  },
  {
    name: "every read position forgotten, three times",
    short: true,
    async strike({ engine }) {
      for (let time = 0; time < 3; time++) {
        engine.forgetReaders();
        await seconds(2);
      }
      engine.clear();
    },
  },
  {
    name: "secrets rotated while everything runs",
    short: true,
    async strike({ engine }) {
      await engine.rotateSecrets();
      await seconds(8);
    },
  },
  {
    name: "tokens of 3 s, and where they are exchanged away for 10 s",
    short: true,
    engine: "oci-streaming",
    async strike(stage) {
      stage.oci.identityNetwork.down();
      await seconds(10);
      stage.oci.identityNetwork.fair();
    },
  },
  {
    name: "database away for 20 s",
    async strike({ databaseNetwork }) {
      databaseNetwork.down();
      await seconds(20);
      databaseNetwork.fair();
    },
  },
  {
    name: "database killed in the middle of a transaction, three times",
    short: true,
    async strike({ database }) {
      for (let time = 0; time < 3; time++) {
        // Whoever adds results up now waits for this lock with its transaction open.
        const { host, port, database: name, user, password } = database;
        const blocker = new Client({ host, port, database: name, user, password });
        blocker.on("error", () => {});
        await blocker.connect();
        await blocker.query("begin; lock table millrace.voices in access exclusive mode");
        await seconds(1);
        await database.kill();
        await database.start();
        await seconds(2);
      }
    },
  },
  {
    name: "disk of the embedded database full for 10 s, so that it ends, and started again",
    stage: { database: startSmallDiskDatabase },
    async strike(stage) {
      const database = stage.database as SmallDiskDatabase;
      const givenUp = database.fillDisk();
      await Promise.race([givenUp, seconds(10)]);
      await database.kill();
      await seconds(5);
      database.emptyDisk();
      await database.start();
      stage.tellDatabase();
      await seconds(5);
    },
  },
  {
    name: "clocks of both programs jump by an hour, forth and back",
    stage: { jumpingClocks: true },
    async strike({ producer, consumer }) {
      for (const signal of ["SIGUSR2", "SIGUSR2"] as const) {
        producer.signal(signal);
        consumer.signal(signal);
        await seconds(4);
      }
    },
  },
  {
    name: "20 records that nobody can read, between the others",
    short: true,
    async strike(stage) {
      for (let count = 0; count < 20; count++) {
        await stage.sendRaw(Buffer.from([0xff, 0xfe, count]));
        await seconds(0.1);
      }
    },
  },
  {
    name: "ten records of almost 1 MiB, between the others",
    short: true,
    async strike({ traffic }) {
      for (let count = 0; count < 10; count++) traffic.request(1, largeRecord);
      await seconds(5);
    },
  },
  {
    name: "ten times as much as the stream takes, for 3 s",
    stage: { partitions: 1 },
    async strike({ traffic }) {
      // A partition takes 1 MB/s, and a record here has about 300 bytes.
      for (let tick = 0; tick < 30; tick++) {
        for (let request = 0; request < 6; request++) traffic.request(500);
        await seconds(0.1);
      }
    },
  },
  {
    name: "ten consumers join and leave, half of them killed",
    async strike(stage) {
      for (let time = 0; time < 10; time++) {
        const guest = await stage.another(`guest-${time}`);
        await guest.start();
        await seconds(0.7);
        if (time % 2 === 0) await guest.terminate();
        else await guest.kill();
      }
    },
  },
];
