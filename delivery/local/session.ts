import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Consumer, Environment, Producer } from "../../environments/schema.ts";
import { bundle } from "../bundle.ts";
import { LocalDatabase } from "./database.ts";
import { type Engine, Engines } from "./engines.ts";
import { freePort } from "./ports.ts";
import { Program } from "./program.ts";
import { localVariables } from "./variables.ts";

export interface LocalApp {
  readonly name: string;
  readonly spec: Producer | Consumer;
  readonly program: Program;
}

export interface SessionSummary {
  readonly environment: string;
  /** From the moment both programs were ready until the producer was asked to stop. */
  readonly seconds: number;
  /** From the start of the command until the consumer had applied a record; null when none came. */
  readonly firstRecordSeconds: number | null;
  readonly produced: number;
  readonly acknowledged: number;
  readonly consumed: number;
  readonly duplicates: number;
  readonly deadLetters: number;
  /** From the making of a record to its effect, in milliseconds; of the slowest consumer. */
  readonly latencyMs: { readonly p50: number | null; readonly p99: number | null };
}

interface ProducerCounts {
  readonly produced: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unknown: number;
}

interface ConsumerSummary {
  /** Since the program started; what is kept may count from long before. */
  readonly instance: Pick<SessionSummary, "consumed" | "duplicates" | "deadLetters">;
  readonly latencyMs: SessionSummary["latencyMs"];
}

type ConsumerCounts = ConsumerSummary["instance"] & Pick<ConsumerSummary, "latencyMs">;

/** The programs stop within this; Ctrl-C promises 3 s for everything. */
const graceMs = 2500;

/** An environment on this machine: the sandboxes in this process, each program and the database in one of its own. */
export class LocalSession {
  readonly environment: Environment;
  readonly apps: LocalApp[] = [];
  /** Sentences for the person who started it, such as which port was taken. */
  readonly notices: string[] = [];
  readonly logFolder: string;
  private readonly startedAt: number;
  private readonly sandboxes = new Engines();
  private preparation: Promise<void> | undefined;
  private stopping = false;
  /** Keeps the consumers' results; undefined where they live in memory. */
  database: LocalDatabase | undefined;
  private readyAt = 0;
  private firstRecordAt: number | undefined;

  constructor(environment: Environment, startedAt: number) {
    this.environment = environment;
    this.startedAt = startedAt;
    this.logFolder = join(".millrace", environment.name);
  }

  /** What stands in for the environment's services. */
  get engines(): readonly Engine[] {
    return this.sandboxes.all;
  }

  /** Bundles the programs, starts the sandboxes, and the database without waiting for it; nothing of the environment runs yet. */
  async prepare(database: "kept" | "fresh" | "none" = "none"): Promise<void> {
    mkdirSync(this.logFolder, { recursive: true });
    if (database !== "none") await this.startDatabase(database === "fresh");
    const programs = new Set(Object.values(this.environment.apps).map((app) => app.program));
    this.preparation = this.sandboxes.start(this.environment, (name, wanted) => this.port(name, wanted));
    await Promise.all([this.preparation, ...[...programs].map((program) => bundle(program, "dist"))]);
  }

  /**
   * Starts every program with the variables that the cluster would give it, and waits until all are ready.
   * `samplesPerSecond` takes the place of the environment's own.
   */
  async run(samplesPerSecond?: number): Promise<void> {
    const { connections } = this.sandboxes;
    const taken: number[] = [];
    for (const [name, spec] of Object.entries(this.environment.apps)) {
      const port = await this.port(name, 3000 + taken.length, taken);
      if (this.stopping) {
        return;
      }
      taken.push(port);
      const app =
        samplesPerSecond === undefined || spec.program === "consumer" ? spec : { ...spec, samplesPerSecond };
      const variables = localVariables(this.environment, name, app, connections, port);
      const program = new Program({
        name,
        file: join("dist", `${spec.program}.mjs`),
        variables: { ...variables, ...(spec.program === "consumer" ? this.database?.variables : {}) },
        port,
        logFile: join(this.logFolder, `${name}.log`),
      });
      this.apps.push({ name, spec, program });
    }
    await this.database?.ready();
    await Promise.all(this.apps.map(({ program }) => program.ready()));
    this.readyAt = performance.now();
  }

  /** Resolves when a program ends by itself, with the reason. */
  async failure(): Promise<string> {
    const all = [...this.apps.map(({ program }) => program), ...(this.database ? [this.database] : [])];
    return Promise.race(
      all.map(async (process) => {
        await process.exited;
        return process.explanation("ended by itself");
      }),
    );
  }

  /** Waits for the first record that a consumer applies. */
  async watchFirstRecord(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.firstRecordAt === undefined) {
      const { consumed } = await this.consumed();
      if (consumed > 0) {
        this.firstRecordAt = performance.now();
        return;
      }
      await sleep(50, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Stops making samples, lets everything in hand arrive, and counts. */
  async settle(): Promise<SessionSummary> {
    const seconds = (performance.now() - this.readyAt) / 1000;
    const producers = this.programs("producer");
    await Promise.all(producers.map((program) => program.api("/api/sample-rate", "PUT", { perSecond: 0 })));
    const deadline = Date.now() + 10_000;
    let produced = await this.produced();
    let consumed = await this.consumed();
    const inHand = () =>
      produced.produced > produced.acknowledged + produced.refused + produced.unknown ||
      produced.acknowledged > consumed.consumed + consumed.deadLetters;
    while (inHand() && Date.now() < deadline) {
      await sleep(50);
      produced = await this.produced();
      consumed = await this.consumed();
    }
    return {
      environment: this.environment.name,
      seconds: Math.round(seconds * 10) / 10,
      firstRecordSeconds:
        this.firstRecordAt === undefined
          ? null
          : Math.round((this.firstRecordAt - this.startedAt) / 100) / 10,
      produced: produced.produced,
      acknowledged: produced.acknowledged,
      consumed: consumed.consumed,
      duplicates: consumed.duplicates,
      deadLetters: consumed.deadLetters,
      latencyMs: consumed.latencyMs,
    };
  }

  /** Leaves no process and no open port, however far the start has come. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.apps.map(({ program }) => program.stop(graceMs)));
    await this.database?.stop();
    await this.preparation?.catch(() => undefined);
    await this.sandboxes.close();
  }

  private async startDatabase(fresh: boolean): Promise<void> {
    const folder = join(this.logFolder, "database");
    const owner = LocalDatabase.ownerOf(folder);
    if (owner !== undefined) {
      this.notices.push(`Process ${owner} uses ${folder}, so the results of this session are not kept.`);
      return;
    }
    const port = await this.port("database", 4598);
    if (!this.stopping)
      this.database = new LocalDatabase({
        folder,
        port,
        fresh,
        logFile: join(this.logFolder, "database.log"),
      });
  }

  private programs(kind: "producer" | "consumer"): Program[] {
    return this.apps.filter(({ spec }) => spec.program === kind).map(({ program }) => program);
  }

  private async produced(): Promise<ProducerCounts> {
    const all = await Promise.all(
      this.programs("producer").map((p) => p.api<ProducerCounts>("/api/summary")),
    );
    const sum = (count: keyof ProducerCounts) => all.reduce((total, one) => total + one[count], 0);
    return {
      produced: sum("produced"),
      acknowledged: sum("acknowledged"),
      refused: sum("refused"),
      unknown: sum("unknown"),
    };
  }

  private async consumed(): Promise<ConsumerCounts> {
    const all = await Promise.all(
      this.programs("consumer").map((p) => p.api<ConsumerSummary>("/api/summary")),
    );
    const [slowest] = all.toSorted((a, b) => (b.latencyMs.p99 ?? 0) - (a.latencyMs.p99 ?? 0));
    const sum = (count: "consumed" | "duplicates" | "deadLetters") =>
      all.reduce((total, { instance }) => total + instance[count], 0);
    return {
      consumed: sum("consumed"),
      duplicates: sum("duplicates"),
      deadLetters: sum("deadLetters"),
      latencyMs: slowest?.latencyMs ?? { p50: null, p99: null },
    };
  }

  private async port(name: string, wanted: number, taken: readonly number[] = []): Promise<number> {
    const port = await freePort(wanted, taken);
    if (port !== wanted) {
      this.notices.push(`Port ${wanted} is taken, so ${name} has ${port}.`);
    }
    return port;
  }
}
