import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "../bundle.ts";
import { freePort } from "../local/ports.ts";
import { Program } from "../local/program.ts";
import type { PodSurroundings } from "./cloud.ts";
import type { Deployment } from "./kubernetes.ts";
import { mount } from "./mounts.ts";
import { programOf, variablesOf } from "./program-of.ts";
import type { Workspace } from "./workspace.ts";

/** A Deployment, and what its pods have. */
export interface Installed {
  readonly deployment: Deployment;
  readonly surroundings: PodSurroundings;
}

/** The bundled programs, each in a process with what its Deployment says and nothing else. */
export class Programs {
  private readonly producers: Program[] = [];
  private readonly consumers: Program[] = [];
  private readonly byName = new Map<string, Program>();

  /** Starts one program for each Deployment and waits until all are ready. */
  static async start(installed: readonly Installed[], workspace: Workspace): Promise<Programs> {
    const programs = new Programs();
    const ports: number[] = [];
    try {
      for (const { deployment, surroundings } of installed) {
        const kind = programOf(deployment);
        const { file } = await bundle(kind, join(workspace.folder, "dist"));
        const port = await freePort(13_000, ports);
        ports.push(port);
        const { name } = deployment.metadata;
        const options = mount(surroundings.files, join(workspace.folder, `${name}-mount.mjs`));
        const program = new Program({
          name,
          file,
          variables: {
            ...variablesOf(deployment),
            ...surroundings.variables,
            HOST: "127.0.0.1",
            NODE_OPTIONS: options,
            POD_NAME: `${name}-e2e`,
            PORT: String(port),
          },
          port,
          logFile: workspace.logFile(`${name}-program`),
        });
        programs.byName.set(name, program);
        (kind === "producer" ? programs.producers : programs.consumers).push(program);
      }
      await Promise.all(programs.all.map((program) => program.ready()));
      await programs.makeSamples();
    } catch (error) {
      await programs.stop();
      throw error;
    }
    return programs;
  }

  /**
   * Waits until so many more records have arrived, then, with no new ones, until every acknowledged one has, once.
   *
   * @returns how many that are since the start
   */
  async flow(records: number): Promise<number> {
    const before = await this.consumed();
    const deadline = Date.now() + 30_000;
    while ((await this.consumed()) < before + records) {
      if (Date.now() > deadline) {
        throw new Error(`records: ${records} must arrive in 30 s, got ${(await this.consumed()) - before}.`);
      }
      await sleep(100);
    }
    const rates = await Promise.all(
      this.producers.map((p) => p.api<{ readonly perSecond: number }>("/api/sample-rate")),
    );
    const arrived = await this.settled(deadline);
    await Promise.all(this.producers.map((p, index) => p.api("/api/sample-rate", "PUT", rates[index])));
    return arrived;
  }

  /** Stops when all that was acknowledged has arrived, so that nothing waits for those who come next. */
  async finish(): Promise<void> {
    await this.settled(Date.now() + 10_000);
    await this.stop();
  }

  /** @param name of its Deployment */
  urlOf(name: string): string | undefined {
    return this.byName.get(name)?.url;
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((program) => program.stop(5000)));
  }

  private get all(): readonly Program[] {
    return [...this.producers, ...this.consumers];
  }

  /** Where nobody wants samples in production, some are needed here. */
  private async makeSamples(): Promise<void> {
    for (const producer of this.producers) {
      const { perSecond } = await producer.api<{ readonly perSecond: number }>("/api/sample-rate");
      if (perSecond === 0) await producer.api("/api/sample-rate", "PUT", { perSecond: 20 });
    }
  }

  private async settled(deadline: number): Promise<number> {
    await Promise.all(this.producers.map((p) => p.api("/api/sample-rate", "PUT", { perSecond: 0 })));
    for (;;) {
      const produced = await this.sum(this.producers, "produced");
      const acknowledged = await this.sum(this.producers, "acknowledged");
      const consumed = await this.consumed();
      if (produced === acknowledged && acknowledged === consumed) {
        const odd =
          (await this.sum(this.consumers, "duplicates")) + (await this.sum(this.consumers, "deadLetters"));
        if (odd > 0) throw new Error(`records: each must arrive once and whole, got ${odd} that did not.`);
        return consumed;
      }
      if (Date.now() > deadline) {
        throw new Error(
          `records: all ${produced} must be acknowledged and arrive, got ${acknowledged} and ${consumed}.`,
        );
      }
      await sleep(50);
    }
  }

  private consumed(): Promise<number> {
    return this.sum(this.consumers, "consumed");
  }

  private async sum(programs: readonly Program[], count: string): Promise<number> {
    const all = await Promise.all(programs.map((p) => p.api<Record<string, number>>("/api/summary")));
    return all.reduce((total, one) => total + (one[count] ?? 0), 0);
  }
}
