import { describe, expect, it } from "@jest/globals";
import { pino } from "pino";
import { createConsumer } from "../../../apps/consumer/consumer.ts";
import type { ConsumerConfig } from "../../../apps/messaging/config.ts";
import type { Connect } from "../../../apps/messaging/connect.ts";
import { healthRoutes } from "../../../apps/messaging/health.ts";
import { startHttpServer } from "../../../apps/messaging/http/server.ts";
import { createMetrics } from "../../../apps/messaging/metrics.ts";
import { MemoryTransport } from "../../support/memory-transport.ts";
import { consumerConfig, emptyPage, getJson, start, until } from "../../support/running-program.ts";

const run = (connect: Connect) =>
  start(
    (config: ConsumerConfig, log, metrics) => createConsumer(config, log, metrics, emptyPage),
    consumerConfig,
    connect,
  );

describe("a program", () => {
  it("listens before it connects, tries again with a pause, and says so", async () => {
    let attempts = 0;
    const program = await run(async () => {
      attempts++;
      if (attempts < 3) throw new Error("no route");
      return new MemoryTransport();
    });
    expect((await fetch(`${program.url}/healthz`)).status).toBe(200);
    expect(await getJson(`${program.url}/readyz`)).toEqual({
      ready: false,
      reasons: ["the stream was not reached yet"],
    });
    const failure = await program.logged("stream not reached");
    expect(failure).toMatchObject({ failures: 1, err: { message: "no route" } });
    expect(failure.retryInMs).toBeGreaterThanOrEqual(125);
    expect(failure.retryInMs).toBeLessThanOrEqual(250);
    await until(async () => (await fetch(`${program.url}/readyz`)).ok, "the program to be ready");
    expect(await program.logged("connected")).toMatchObject({ transport: "memory", failures: 2 });
    expect(program.lines.map(({ msg }) => msg)).toEqual([
      "listening",
      "stream not reached",
      "stream not reached",
      "connected",
    ]);
    await program.stop();
  });

  it("stops at once while it waits for an answer, and closes a connection that comes late", async () => {
    const late = new MemoryTransport();
    let answer = (_: MemoryTransport) => {};
    const program = await run(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await program.stop();
    answer(late);
    await until(() => late.closed, "the late connection to be closed");
    expect((await program.logged("stopped")).consumed).toBe(0);
  });

  it("stops at once while it pauses between two attempts", async () => {
    const program = await run(() => Promise.reject(new Error("no route")));
    await program.logged("stream not reached");
    const began = performance.now();
    await program.stop();
    expect(performance.now() - began).toBeLessThan(100);
  });

  it("says what it is", async () => {
    const program = await run(async () => new MemoryTransport());
    const answer = await getJson<{ startedAt: string }>(`${program.url}/version`);
    expect(answer).toEqual({
      version: "development",
      revision: "development",
      podName: "pod-0",
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(Date.parse(answer.startedAt)).toBeLessThan(Date.now());
    await program.stop();
  });
});

describe("the liveness probe", () => {
  it("can fail, and says why", async () => {
    const version = { version: "1", revision: "1" };
    const { registry } = createMetrics(version);
    const alive = () => ["a batch has been in hand for 61 s"];
    const routes = healthRoutes({ alive, ready: () => [], registry, version, podName: "p" });
    const server = await startHttpServer(routes, {
      host: "127.0.0.1",
      port: 0,
      log: pino({ level: "silent" }),
    });
    const response = await fetch(`http://127.0.0.1:${server.port}/healthz`);
    expect([response.status, await response.json()]).toEqual([503, { alive: false, reasons: alive() }]);
    await server.close();
  });
});
