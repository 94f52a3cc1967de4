import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import { checkout } from "../support/checkout.ts";

interface Run {
  readonly child: ChildProcess;
  stdout: string;
  stderr: string;
  readonly exit: Promise<number | null>;
}

describe("npm start", () => {
  const runs: Run[] = [];
  const servers: Server[] = [];
  afterEach(async () => {
    for (const { child, exit } of runs.splice(0)) {
      child.kill("SIGTERM");
      await exit;
    }
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  const start = (...args: string[]) => startIn(".", ...args);

  function startIn(cwd: string, ...args: string[]): Run {
    const child = spawn(process.execPath, ["delivery/run.mjs", "delivery/start.ts", ...args], { cwd });
    const run: Run = {
      child,
      stdout: "",
      stderr: "",
      exit: new Promise((resolve) => child.once("close", (code) => resolve(code))),
    };
    child.stdout.on("data", (chunk) => {
      run.stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      run.stderr += chunk;
    });
    runs.push(run);
    return run;
  }

  async function until<T>(what: () => T | undefined | Promise<T | undefined>): Promise<T> {
    for (;;) {
      const value = await what();
      if (value !== undefined) {
        return value;
      }
      await sleep(20);
    }
  }
  const urlOf = (run: Run, name: string) =>
    until(() => new RegExp(`^ +${name} .* (http://127\\.0\\.0\\.1:\\d+)$`, "m").exec(run.stdout)?.[1]);
  /** A program of this run, from its log: those of earlier runs are overwritten by then, or of processes that are gone. */
  function listening(name: string, run: Run): { readonly pid: number; readonly url: string } | undefined {
    if (run.child.exitCode !== null) throw new Error(run.stderr);
    const log = readFileSync(`.millrace/oke-dev/${name}.log`, "utf8");
    const line = log.split("\n").find((text) => text.includes('"listening"'));
    if (line === undefined) return undefined;
    const { pid, port } = JSON.parse(line) as { pid: number; port: number };
    return isRunning(pid) ? { pid, url: `http://127.0.0.1:${port}` } : undefined;
  }
  function isRunning(pid: number): boolean {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  }
  const answers = (url: string) =>
    fetch(url).then(
      async (answer) => {
        await answer.body?.cancel();
        return true;
      },
      () => false,
    );
  const summary = async (url: string) =>
    (await (await fetch(`${url}/api/summary`)).json()) as {
      consumed: number;
      instance: { consumed: number };
    };

  const takePort = (port: number) =>
    new Promise<void>((resolve) => {
      const server = createServer();
      servers.push(server);
      // Somebody else may have it, which is as good.
      server.once("error", () => resolve());
      server.listen(port, "127.0.0.1", resolve);
    });

  it("ends by itself and sums up in JSON: what was acknowledged was consumed, once", async () => {
    await takePort(3000);
    const run = start("--for", "2", "--json", "--fresh");

    expect(await run.exit).toBe(0);
    const result = JSON.parse(run.stdout);
    expect(result).toMatchObject({ environment: "oke-dev", duplicates: 0, deadLetters: 0 });
    expect(result.acknowledged).toBeGreaterThan(20);
    expect(result.consumed).toBe(result.acknowledged);
    expect(result.produced).toBe(result.acknowledged);
    expect(result.firstRecordSeconds).toBeGreaterThan(0);
    expect(result.latencyMs.p50).toBeGreaterThan(0);
    expect(result.latencyMs.p99).toBeGreaterThanOrEqual(result.latencyMs.p50);
    expect(run.stderr).toContain("Millrace  oke-dev, on this machine only\n");
    // The next free port where one is taken.
    expect(run.stderr).toMatch(/^Port 3000 is taken, so producer has (?!3000)\d+\.$/m);
  });

  it("runs an environment with Kafka on a broker in the same process, with the same promise", async () => {
    const run = start("doks-dev", "--for", "1", "--json", "--fresh", "--rate", "100");

    expect(await run.exit).toBe(0);
    const result = JSON.parse(run.stdout);
    expect(result).toMatchObject({ environment: "doks-dev", duplicates: 0, deadLetters: 0 });
    expect(result.acknowledged).toBeGreaterThan(20);
    expect(result.consumed).toBe(result.acknowledged);
    expect(run.stderr).toMatch(/^ {2}sandbox +Kafka at 127\.0\.0\.1:\d+ +http:/m);
  });

  it("shows what runs where and what was kept, lets records flow, and is gone 3 s after Ctrl-C with every port free", async () => {
    const run = start("--rate", "50");
    const urls = await Promise.all(["sandbox", "producer", "consumer"].map((name) => urlOf(run, name)));
    const consumer = urls[2] ?? "";
    expect(new Set(urls).size).toBe(3);
    await until(async () => ((await summary(consumer)).instance.consumed > 0 ? true : undefined));
    const { consumed, instance } = await summary(consumer);
    // From the session before, which began with nothing.
    expect(consumed - instance.consumed).toBeGreaterThan(20);
    expect(run.stdout).toMatch(
      /^ {2}database +PostgreSQL +127\.0\.0\.1:\d+, kept in \.millrace.oke-dev.database$/m,
    );
    expect(run.stdout).toMatch(/^ {2}synth +\d+ stacks, \d+ resources +\d+\.\d s +cdktf\.out$/m);
    expect(run.stdout).toMatch(/^ {2}consumer +group oke-dev /m);
    expect(run.stdout).toMatch(/^Ctrl-C stops everything\.$/m);

    const interrupted = performance.now();
    run.child.kill("SIGINT");
    await run.exit;

    // Programs that do not end by themselves are ended after 2.5 s; these do.
    expect(performance.now() - interrupted).toBeLessThan(2000);
    expect(await Promise.all(urls.map(answers))).toEqual([false, false, false]);
  });

  it("runs on when nobody reads its output, until a program dies: then it stops everything and shows the end of the log", async () => {
    const run = start("--no-database");
    run.child.stdout?.destroy();
    const consumer = await until(() => listening("consumer", run));
    const producer = await until(() => listening("producer", run));
    await until(async () => ((await summary(consumer.url)).consumed > 0 ? true : undefined));
    process.kill(consumer.pid, "SIGKILL");

    expect(await run.exit).toBe(1);
    expect(run.stderr).toMatch(/^start: consumer ended by itself\. Its log .*consumer\.log ends:\n/m);
    expect(await answers(producer.url)).toBe(false);
  });

  it("leaves nothing behind when synth refuses the environment", async () => {
    const tree = checkout();
    try {
      const file = join(tree.root, "environments/images.json");
      const images = JSON.parse(readFileSync(file, "utf8"));
      images["oke-dev"].producer.digest = "latest";
      writeFileSync(file, JSON.stringify(images));

      const run = startIn(tree.root);

      expect(await run.exit).toBe(1);
      expect(run.stderr).toContain("oke-dev.apps.producer.image.digest: ");
    } finally {
      tree.remove();
    }
  });

  it.each([600, 1100])("leaves nothing behind when Ctrl-C comes %i ms after the start", async (delay) => {
    const run = start("--for", "60");
    await sleep(delay);
    run.child.kill("SIGINT");
    const interrupted = performance.now();
    await run.exit;

    expect(performance.now() - interrupted).toBeLessThan(3000);
    const urls = run.stdout.match(/http:\S+/g) ?? [];
    expect(await Promise.all(urls.map(answers))).toEqual(urls.map(() => false));
  });
});
