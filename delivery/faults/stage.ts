import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Database, startDatabase } from "./database.ts";
import { writeDetails } from "./database-details.ts";
import type { Engine, EngineName } from "./engine.ts";
import { jumpingClock } from "./jumping-clock.ts";
import { startKafkaEngine } from "./kafka-engine.ts";
import { type Count, countOf, type DatabaseConnection, timesApplied } from "./ledger.ts";
import { type OciEngine, startOciEngine } from "./oci-engine.ts";
import { sendRaw } from "./raw-sender.ts";
import { Slot } from "./slot.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { Traffic } from "./traffic.ts";

export interface StageOptions {
  readonly engine: EngineName;
  /** Bundles of the programs. */
  readonly bundles: Readonly<Record<"producer" | "consumer", string>>;
  /** @default 4 */
  readonly partitions?: number;
  /** @default 1 */
  readonly consumers?: number;
  /** Records a second. @default 200 */
  readonly perSecond?: number;
  /** Whether SIGUSR2 moves a program's clock an hour ahead, and the next one back. @default false */
  readonly jumpingClocks?: boolean;
  /** Where results are kept. @default a PostgreSQL server of this machine's binaries */
  readonly database?: () => Promise<Database>;
}

/** How long it may take, once nothing goes wrong any more, until all that was acknowledged is in the results. */
const settleMs = 90_000;

/** Ports of the programs; each stage looks for free ones from a place of its own. */
let nextPort = 21_000;

/** A producer, consumers, a stream and a database on this machine, with a network between them that can be disturbed. */
export class Stage {
  readonly engine: Engine;
  readonly database: Database;
  /** Between the consumers and the database. */
  readonly databaseNetwork: TcpProxy;
  readonly producer: Slot;
  readonly consumers: readonly Slot[];
  readonly traffic: Traffic;
  readonly folder: string;
  /** Writes the file that leads consumers to the database, whose password may have changed. */
  readonly tellDatabase: () => void;
  private readonly run: string;
  private readonly addConsumer: (name: string) => Promise<Slot>;

  private constructor(parts: {
    readonly engine: Engine;
    readonly database: Database;
    readonly databaseNetwork: TcpProxy;
    readonly producer: Slot;
    readonly consumers: readonly Slot[];
    readonly perSecond: number;
    readonly folder: string;
    readonly addConsumer: (name: string) => Promise<Slot>;
    readonly tellDatabase: () => void;
  }) {
    this.engine = parts.engine;
    this.database = parts.database;
    this.databaseNetwork = parts.databaseNetwork;
    this.producer = parts.producer;
    this.consumers = parts.consumers;
    this.folder = parts.folder;
    this.addConsumer = parts.addConsumer;
    this.tellDatabase = parts.tellDatabase;
    this.run = `run${process.pid}`;
    const { url } = parts.producer;
    this.traffic = new Traffic({ url, perSecond: parts.perSecond, run: this.run });
  }

  /** Everything but the programs runs. */
  static async open(options: StageOptions): Promise<Stage> {
    const { bundles, partitions = 4, consumers = 1, perSecond = 200, jumpingClocks = false } = options;
    const folder = mkdtempSync(join(tmpdir(), "millrace-faults-"));
    const database = await (options.database ?? startDatabase)();
    const databaseNetwork = await TcpProxy.start(() => database.port);
    const engine =
      options.engine === "kafka" ? await startKafkaEngine(partitions) : await startOciEngine(partitions);
    const databaseFile = join(folder, "database.json");
    const logs = join(folder, "logs");
    mkdirSync(logs);
    const slot = (kind: "producer" | "consumer", name: string, own: Readonly<Record<string, string>>) => {
      nextPort += 10;
      return Slot.at(nextPort, {
        name,
        file: bundles[kind],
        folder: logs,
        variables: { ...variablesOf(engine, kind, jumpingClocks), RECORDS: "people,ratings", ...own },
      });
    };
    const addConsumer = (name: string) =>
      slot("consumer", name, { CONSUMER_GROUP: "faults", DATABASE_FILE: databaseFile });
    const tellDatabase = () =>
      writeDetails(databaseFile, { ...connectionOf(database), port: databaseNetwork.port });
    tellDatabase();
    return new Stage({
      engine,
      tellDatabase,
      database,
      databaseNetwork,
      folder,
      perSecond,
      addConsumer,
      producer: await slot("producer", "producer-0", { SAMPLES_PER_SECOND: "0" }),
      consumers: await Promise.all(
        Array.from({ length: consumers }, (_, index) => addConsumer(`consumer-${index}`)),
      ),
    });
  }

  /** Resolves when everything runs and records flow. */
  async start(): Promise<void> {
    await Promise.all([this.producer, ...this.consumers].map((one) => one.start()));
    this.traffic.start();
  }

  /** The engine as Oracle's; throws for another one, because a scenario asks for what that lacks. */
  get oci(): OciEngine {
    if (this.engine.name !== "oci-streaming") {
      throw new Error(
        `stage: engine must be oci-streaming for this, got ${this.engine.name}. Leave it out there.`,
      );
    }
    return this.engine as OciEngine;
  }

  get consumer(): Slot {
    const [first] = this.consumers;
    if (!first) throw new Error("stage: consumers must be at least 1, got 0. Ask for one.");
    return first;
  }

  /** One more consumer, which the caller starts and stops. */
  another(name: string): Promise<Slot> {
    return this.addConsumer(name);
  }

  /** Bytes that no producer would send. */
  sendRaw(value: Buffer): Promise<void> {
    return sendRaw(this.engine.rawVariables, value);
  }

  /** No more new records; waits until what was acknowledged is in the results, or for so long that it never will be. */
  async settle(): Promise<Count> {
    await this.traffic.stop();
    const deadline = Date.now() + settleMs;
    for (;;) {
      const count = countOf(
        this.traffic.sent,
        this.traffic.acknowledged,
        await timesApplied(connectionOf(this.database), this.run).catch(() => new Map<number, number>()),
      );
      if (count.lost === 0 || Date.now() > deadline) {
        // What would be applied twice comes now.
        await sleep(1000);
        const applied = await timesApplied(connectionOf(this.database), this.run);
        return countOf(this.traffic.sent, this.traffic.acknowledged, applied);
      }
      await sleep(200);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.producer, ...this.consumers].map((one) => one.kill()));
    await this.databaseNetwork.close();
    await Promise.all([this.engine.close(), this.database.close()]);
  }
}

function variablesOf(engine: Engine, program: "producer" | "consumer", jumpingClocks: boolean) {
  const { NODE_OPTIONS, ...variables } = engine.variables(program);
  const options = [NODE_OPTIONS, jumpingClocks ? jumpingClock() : undefined].filter(
    (one) => one !== undefined,
  );
  return options.length === 0 ? variables : { ...variables, NODE_OPTIONS: options.join(" ") };
}

function connectionOf({ host, port, database, user, password }: Database): DatabaseConnection {
  return { host, port, database, user, password };
}
