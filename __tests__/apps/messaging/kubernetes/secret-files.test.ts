import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runKubeSecretFiles } from "../../../../apps/messaging/kube-secret-files.ts";
import { followSecretFiles } from "../../../../apps/messaging/kubernetes/secret-files.ts";
import { createLog } from "../../../../apps/messaging/log.ts";
import { freePort } from "../../../../delivery/local/ports.ts";
import { startApiStandIn } from "./api-stand-in.ts";

describe("a program that keeps Secrets of another namespace as files", () => {
  let api: Awaited<ReturnType<typeof startApiStandIn>>;
  let home: string;
  let logged: string[];
  let stop: AbortController;
  let running: Promise<void>;
  let probePort: number;
  beforeEach(async () => {
    api = await startApiStandIn();
    home = await mkdtemp(join(tmpdir(), "millrace-kube-secrets-"));
    await writeFile(join(home, "ca.crt"), api.certificate);
    await writeFile(join(home, "token"), "first-token\n");
    logged = [];
    stop = new AbortController();
    probePort = await freePort(14_800);
  });
  afterEach(async () => {
    stop.abort();
    await running;
    api.close();
    await rm(home, { recursive: true });
  });

  function start(keys = ["password"], timings = { watchSeconds: 60, patienceMs: 5000 }): void {
    const config = {
      namespace: "env-kafka",
      secrets: [{ name: "producer", keys }],
      host: "127.0.0.1",
      port: api.port,
      probePort,
      logLevel: "debug",
    } as const;
    const log = createLog("producer", "producer-0", "debug", { write: (line) => logged.push(line) });
    const folder = join(home, "files");
    const props = { folder, serviceAccountFolder: home, log, signal: stop.signal, timings };
    running = followSecretFiles(config, props);
  }

  const file = (key = "password") => join(home, "files", "producer", key);
  const content = (key?: string) => readFile(file(key), "utf8").catch(() => "none");
  const isReady = async () => (await fetch(`http://127.0.0.1:${probePort}/readyz`)).status;

  async function becomes(expected: string, key?: string): Promise<void> {
    const deadline = Date.now() + 5000;
    while ((await content(key)) !== expected && Date.now() < deadline) await sleep(5);
    expect(await content(key)).toBe(expected);
  }

  it("asks for that Secret alone, writes its keys for nobody else, and follows what becomes of them", async () => {
    start();
    const watch = await api.watch();
    expect(watch.asked).toMatchObject({
      path: "/api/v1/namespaces/env-kafka/secrets",
      token: "first-token",
      query: { watch: "true", fieldSelector: "metadata.name=producer", allowWatchBookmarks: "true" },
    });
    expect(watch.asked.query).not.toHaveProperty("resourceVersion");
    expect(await isReady()).toBe(503);

    watch.begin().event("ADDED", "7", { password: "hunter2", other: "not mine" });
    await becomes("hunter2");
    expect((await stat(file())).mode & 0o777).toBe(0o400);
    expect(await content("other")).toBe("none");
    expect(await isReady()).toBe(200);

    watch.event("MODIFIED", "8", { password: "hunter3" });
    await becomes("hunter3");
    expect(logged.join("")).toContain('"source":"env-kafka/producer","keys":["password"]');
    expect(logged.join("")).not.toMatch(/hunter|aHVudGVy/);
  });

  it("goes on where it was when the connection is cut, with the token of that day", async () => {
    start();
    const first = (await api.watch()).begin().event("ADDED", "7", { password: "a" }).event("BOOKMARK", "19");
    await becomes("a");
    await sleep(20);
    await writeFile(join(home, "token"), "second-token");
    first.cut();

    const second = await api.watch();
    expect(second.asked).toMatchObject({ token: "second-token", query: { resourceVersion: "19" } });
    second.begin().event("MODIFIED", "20", { password: "b" });
    await becomes("b");
  });

  it.each<[string, (watch: Awaited<ReturnType<typeof api.watch>>) => unknown]>([
    ["in place of an answer", (watch) => watch.refuse(410, "too old resource version")],
    ["in the middle of a watch", (watch) => watch.begin().error(410, "too old resource version").end()],
  ])("begins anew when the version is not known any more, told %s", async (_when, tell) => {
    start();
    (await api.watch()).begin().event("ADDED", "7", { password: "a" }).end();
    tell(await api.watch());

    const anew = await api.watch();
    expect(anew.asked.query).not.toHaveProperty("resourceVersion");
    anew.begin().event("ADDED", "90", { password: "b" });
    await becomes("b");
  });

  it("says once why it cannot follow, asks ever more slowly, and keeps the files", async () => {
    start();
    (await api.watch()).begin().event("ADDED", "7", { password: "a" }).end();
    const began = performance.now();
    for (let attempt = 0; attempt < 2; attempt += 1) (await api.watch()).refuse(403, "is forbidden");
    (await api.watch()).begin().event("BOOKMARK", "8");
    // Three pauses of at least half of 250, 500 and 1000 ms.
    expect(performance.now() - began).toBeGreaterThan(870);
    await sleep(20);

    expect(logged.filter((line) => line.includes("403: is forbidden"))).toHaveLength(1);
    expect(logged.filter((line) => line.includes("followed again"))).toHaveLength(1);
    expect([await content(), await isReady()]).toEqual(["a", 200]);
  });

  it("leaves a server that has gone silent", async () => {
    start(undefined, { watchSeconds: 1, patienceMs: 100 });
    // Not even an answer.
    await api.watch();
    // And one without an end.
    (await api.watch()).begin().event("ADDED", "7", { password: "a" });
    expect((await api.watch()).asked.query.resourceVersion).toBe("7");
    expect(logged.join("")).toContain("the API server does not answer");
    expect(logged.join("")).toContain("the API server went silent");
  });

  it("keeps the files of a Secret that is deleted or lacks a key, until it is whole again", async () => {
    start(["password", "user"]);
    const watch = (await api.watch()).begin().event("ADDED", "6", { password: "half" });
    watch.event("MODIFIED", "7", { password: "a", user: "u" });
    await becomes("a");
    watch.event("DELETED", "8", { password: "a", user: "u" }).event("ADDED", "9", { password: "half" });
    watch.event("MODIFIED", "10", { password: "b", user: "v" });
    await becomes("b");

    expect(await content("user")).toBe("v");
    expect(logged.filter((line) => line.includes('"keys":["user"]'))).toHaveLength(2);
  });

  it("is ready at once with what an earlier process of the pod wrote, though no API server answers", async () => {
    start();
    (await api.watch()).begin().event("ADDED", "7", { password: "a" });
    await becomes("a");
    stop.abort();
    await running;

    stop = new AbortController();
    start();
    await api.watch();
    expect(await isReady()).toBe(200);
  });
});

it("names all that is wrong with its variables", async () => {
  const env = { KUBE_SECRET_NAMESPACE: "A", KUBE_SECRET_FILES: "producer/password,producer/password" };

  await expect(runKubeSecretFiles("producer", env, "/nowhere", "/nowhere")).rejects.toThrow(
    'producer: KUBE_SECRET_NAMESPACE must be the name of a namespace, got "A". Name the one that the Secrets are in.\n' +
      'producer: KUBE_SECRET_FILES must be <secret>/<key>, several separated by commas, each once, got "producer/password,producer/password". ' +
      "Give the names of Secrets and of their keys, never the content.\n" +
      "producer: KUBERNETES_SERVICE_HOST must be what Kubernetes tells every pod of its API server, got nothing. Run this in a pod.\n" +
      "producer: KUBERNETES_SERVICE_PORT must be what Kubernetes tells every pod of its API server, got nothing. Run this in a pod.",
  );
});
