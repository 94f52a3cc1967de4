import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { pino } from "pino";
import type { ProgramVariables } from "../../apps/messaging/config.ts";
import { connectOciStreaming } from "../../apps/messaging/oci/oci-streaming.ts";
import { bundle } from "../../delivery/bundle.ts";
import type { Fault } from "../../sandbox/oci/faults.ts";
import { type OciSandbox, startOciSandbox } from "../../sandbox/oci/server.ts";
import { ProgramProcess } from "../support/program-process.ts";
import { getJson, sendJson, until } from "../support/running-program.ts";

/** Of those who call and of whoever collects traces. */
const plantedSecrets = ["cGxhbnRlZC1zaWduYXR1cmU", "planted-in-a-header", "planted-in-a-query"];

/** The lines of the API key that a configuration file names. */
function keyLines(configFile: string): string[] {
  const keyFile = /^key_file=(.*)$/m.exec(readFileSync(configFile, "utf8"))?.[1] ?? "";
  return readFileSync(keyFile, "utf8").split("\n").slice(1, -2);
}

interface Counts {
  readonly consumed: number;
  readonly duplicates: number;
  readonly deadLetters: number;
}

describe("producer and consumer, bundled, against the OCI sandbox", () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-programs-"));
  let sandbox: OciSandbox;
  let streamId: string;
  let variables: Extract<ProgramVariables, { MESSAGING: "oci-streaming" }>;
  let running: ProgramProcess[];

  beforeAll(async () => {
    const started = startOciSandbox({ port: 0 });
    await Promise.all([bundle("producer", folder), bundle("consumer", folder)]);
    sandbox = await started;
  });

  afterAll(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    running = [];
    const stream = sandbox.createStream({ name: "records", partitions: 2 });
    streamId = stream.id;
    const details = { streamMessagesEndpoint: stream.messagesEndpoint, streamOCID: stream.id };
    const secret = sandbox.createSecret({ name: "stream-details", content: JSON.stringify(details) });
    variables = {
      MESSAGING: "oci-streaming",
      STREAM_DETAILS_SECRET_OCID: secret.id,
      OCI_AUTH: "config-file",
      OCI_CONFIG_FILE: sandbox.configFile,
      OCI_SECRETS_ENDPOINT: sandbox.url,
      RECORDS: "people,ratings",
      DRAIN_SECONDS: "10",
    };
  });

  afterEach(async () => {
    for (const program of running) program.kill("SIGKILL");
    await Promise.all(running.map((program) => program.exitCode()));
    // Whatever the test did to them: no program says a secret.
    const output = running.map(({ lines, errors }) => JSON.stringify(lines) + errors).join("");
    for (const secret of [...plantedSecrets, ...keyLines(sandbox.configFile)])
      expect(output).not.toContain(secret);
    sandbox.faults.clear();
  });

  async function start(
    name: "producer" | "consumer",
    more: Partial<ProgramVariables> = {},
  ): Promise<ProgramProcess> {
    const own =
      name === "consumer" ? { CONSUMER_GROUP: "tests", POD_NAME: "consumer-0" } : { POD_NAME: "producer-0" };
    const program = new ProgramProcess(join(folder, `${name}.mjs`), { ...variables, ...own, ...more });
    running.push(program);
    await until(() => program.isReady(), `the ${name} to be ready`);
    return program;
  }

  const countsOf = async (consumer: ProgramProcess) => getJson<Counts>(`${await consumer.url()}/api/summary`);

  /** Puts what no producer of ours would send. */
  async function put(values: readonly string[]): Promise<void> {
    const transport = await connectOciStreaming(
      {
        messaging: "oci-streaming",
        streamDetailsSecretOcid: variables.STREAM_DETAILS_SECRET_OCID,
        auth: "config-file",
        configFile: sandbox.configFile,
        secretsEndpoint: sandbox.url,
      },
      { log: pino({ level: "silent" }) },
    );
    await transport.createProducer().send(values.map((value) => ({ key: "k", value: Buffer.from(value) })));
    await transport.close();
  }

  it("consumes exactly what was acknowledged and shows what it adds up to", async () => {
    const [producer, consumer] = await Promise.all([start("producer"), start("consumer")]);
    const url = await producer.url();
    const rating = { battle: "Ordering pizza", voice1: "Big Bird", voice2: "Santa Claus", rating: 2 };
    const posted = await sendJson(`${url}/records`, [
      { name: "Ada", age: 36, comment: "first" },
      rating,
      { name: "Ada", age: 37, comment: "second" },
    ]);
    expect(posted).toMatchObject({ status: 202, body: { acknowledged: 3 } });
    expect(await sendJson(`${url}/samples`, { count: 200 })).toMatchObject({ status: 202 });
    await until(async () => (await countsOf(consumer)).consumed === 203, "203 records");

    const consumerUrl = await consumer.url();
    const { people } = await getJson<{ people: { name: string }[] }>(`${consumerUrl}/api/people`);
    expect(people.find(({ name }) => name === "Ada")).toMatchObject({ age: 37, comment: "second" });
    const { battles } = await getJson<{ battles: number }>(`${consumerUrl}/api/ratings`);
    expect(battles).toBe(101);
    const sent = await producer.stop();
    const read = await consumer.stop();
    expect(sent).toMatchObject({
      code: 0,
      counts: { produced: 203, acknowledged: 203, refused: 0, unknown: 0 },
    });
    expect(read).toMatchObject({ code: 0, counts: { consumed: 203, duplicates: 0, deadLetters: 0 } });
    expect(read.counts).toMatchObject({ latencyMs: { count: 203 } });
  });

  it("applies a request once that is repeated with its Idempotency-Key after its producer was killed", async () => {
    const consumer = await start("consumer");
    const post = async (producer: ProgramProcess) =>
      fetch(`${await producer.url()}/records`, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": "order-66" },
        body: JSON.stringify(
          Array.from({ length: 20 }, (_, index) => ({ name: `p${index}`, age: 36, comment: "" })),
        ),
      });
    const first = await start("producer");
    // The stream takes the records, and the producer never hears of it.
    sandbox.faults.set({ kind: "drop", operation: "PutMessages" });
    const unanswered = post(first).catch(() => undefined);
    await until(() => sandbox.records(streamId).length >= 20, "the records to be in the stream");
    first.kill("SIGKILL");
    expect(await unanswered).toBeUndefined();
    sandbox.faults.clear();
    const second = await start("producer", { POD_NAME: "producer-1" });
    expect((await post(second)).status).toBe(202);
    const stored = sandbox.records(streamId).length;
    await until(async () => {
      const { consumed, duplicates } = await countsOf(consumer);
      return consumed + duplicates === stored;
    }, "everything to be read");
    expect(await countsOf(consumer)).toMatchObject({ consumed: 20, duplicates: stored - 20, deadLetters: 0 });
    expect(stored).toBeGreaterThanOrEqual(40);
  });

  it("reads the bare forms, and shows what it cannot read with position and reason", async () => {
    const consumer = await start("consumer");
    await put(["Haggling|Macho Man|Big Bird|1", '{"name":"Bela","age":3,"comment":""}', "{half", "a|b|c|9"]);
    await until(async () => (await countsOf(consumer)).deadLetters === 2, "2 dead letters");
    expect(await countsOf(consumer)).toMatchObject({ consumed: 2, duplicates: 0 });
    const { deadLetters } = await getJson<{
      deadLetters: { value: string; partition: string; offset: string }[];
    }>(`${await consumer.url()}/api/dead-letters`);
    const stored = sandbox
      .records(streamId)
      .filter(({ value }) => ["{half", "a|b|c|9"].includes(value.toString()));
    for (const { value, partition, offset } of stored) {
      const letter = deadLetters.find((one) => one.value === value.toString());
      expect(letter).toMatchObject({
        partition,
        offset: String(offset),
        reason: expect.stringMatching(/must be/),
      });
    }
    expect((await consumer.stop()).code).toBe(0);
  });

  it("loses nothing when both are stopped while busy and the consumer starts again", async () => {
    const [producer, consumer] = await Promise.all([
      start("producer", { SAMPLES_PER_SECOND: "500" }),
      start("consumer"),
    ]);
    const url = await producer.url();
    const answers = Array.from({ length: 20 }, () => sendJson(`${url}/samples`, { count: 50 }));
    await until(async () => (await countsOf(consumer)).consumed > 0, "the first record");
    const [sent, read] = await Promise.all([producer.stop(), consumer.stop()]);
    expect([sent.code, read.code]).toEqual([0, 0]);
    const outcomes = await Promise.allSettled(answers);
    const answered = outcomes.filter((one) => one.status === "fulfilled" && one.value.status === 202).length;
    const acknowledged = Number(sent.counts.acknowledged);
    expect(sent.counts).toMatchObject({ produced: acknowledged, refused: 0, unknown: 0 });
    expect(acknowledged).toBeGreaterThanOrEqual(answered * 50);
    expect(sandbox.records(streamId)).toHaveLength(acknowledged);

    const again = await start("consumer");
    const left = acknowledged - Number(read.counts.consumed);
    await until(async () => (await countsOf(again)).consumed >= left, `the other ${left} records`);
    expect((await again.stop()).counts).toMatchObject({ consumed: left, duplicates: 0, deadLetters: 0 });
  });

  it("gets every acknowledged record across, once, through faults of the stream", async () => {
    const [producer, consumer] = await Promise.all([
      start("producer", { SAMPLES_PER_SECOND: "200" }),
      start("consumer"),
    ]);
    await until(async () => (await countsOf(consumer)).consumed > 0, "the first record");
    const happen = async (...faults: readonly Fault[]) => {
      sandbox.faults.set(...faults);
      await until(() => sandbox.faults.list().length === 0, "all faults to happen");
    };
    await happen({ kind: "expire-cursors", count: 1 });
    await happen(
      { kind: "refuse", operation: "PutMessages", fraction: 0.3, count: 60 },
      { kind: "drop", operation: "PutMessages", count: 2 },
      { kind: "throttle", operation: "PutMessages", count: 3, milliseconds: 50 },
      { kind: "status", operation: "GetMessages", count: 2 },
      { kind: "drop", operation: "ConsumerCommit", count: 1 },
    );
    const sent = await producer.stop();
    const stored = sandbox
      .records(streamId)
      .map(({ value }) => (JSON.parse(String(value)) as { id: string }).id);
    const distinct = new Set(stored).size;
    expect(distinct).toBeGreaterThanOrEqual(Number(sent.counts.acknowledged));
    await until(async () => (await countsOf(consumer)).consumed >= distinct, `${distinct} records`);
    const read = await consumer.stop();
    expect(read).toMatchObject({ code: 0, counts: { consumed: distinct, deadLetters: 0 } });
    expect(Number(read.counts.duplicates)).toBeGreaterThanOrEqual(stored.length - distinct);
  });

  it("keeps secrets out of what it says about requests, traces and streams that fail", async () => {
    const producer = await start("producer", {
      LOG_LEVEL: "trace",
      // Nobody listens there.
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:planted-in-a-query@127.0.0.1:9",
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer planted-in-a-header",
    });
    const url = await producer.url();
    const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwIn0.cGxhbnRlZC1zaWduYXR1cmU";
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const body = JSON.stringify({ name: "Ada", age: 36, comment: "" });
    sandbox.faults.set({ kind: "unauthenticated", operation: "PutMessages", count: 3 });
    await fetch(`${url}/records?kind=people&token=planted-in-a-query`, { method: "POST", headers, body });
    await fetch(`${url}/records?token=planted-in-a-query`, {
      method: "POST",
      headers,
      body: `{"password":"${token}"`,
    });
    expect((await producer.stop()).code).toBe(0);
    expect(producer.line("traces cannot be sent")).toBeDefined();
  });

  it("is alive but not ready while the stream is away, and ready again when it is back", async () => {
    const [producer, consumer] = await Promise.all([
      start("producer", { SAMPLES_PER_SECOND: "10" }),
      start("consumer"),
    ]);
    sandbox.faults.set({ kind: "status", status: 503 });
    for (const program of [producer, consumer]) {
      await until(async () => !(await program.isReady()), "a program that is not ready");
      expect((await fetch(`${await program.url()}/healthz`)).status).toBe(200);
    }
    sandbox.faults.clear();
    await until(() => producer.isReady(), "the producer to be ready again");
    await until(() => consumer.isReady(), "the consumer to be ready again");
  });

  // Found by chance: a stream that went away between a get and its commit left the consumer ready for as long
  // as the commit was repeated, because only gets told the connection about failures.
  it("is not ready while the stream takes no commit", async () => {
    sandbox.faults.set({ kind: "status", operation: "ConsumerCommit", status: 503 });
    const consumer = await start("consumer");
    await put(["Haggling|Macho Man|Big Bird|1"]);
    await until(async () => !(await consumer.isReady()), "a consumer that is not ready");
    sandbox.faults.clear();
    await until(() => consumer.isReady(), "the consumer to be ready again");
    expect((await consumer.stop()).counts).toMatchObject({ consumed: 1, duplicates: 0 });
  });

  it("waits for a stream that is not there yet: listening, alive, not ready", async () => {
    sandbox.faults.set({ kind: "status", status: 503 });
    const producer = new ProgramProcess(join(folder, "producer.mjs"), variables);
    running.push(producer);
    const url = await producer.url();
    await until(() => producer.line("stream not reached") !== undefined, "a failed attempt");
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await getJson(`${url}/readyz`)).toEqual({
      ready: false,
      reasons: ["the stream was not reached yet"],
    });
    const refused = await sendJson(`${url}/samples`, { count: 1 });
    expect(refused).toMatchObject({ status: 503, type: "application/problem+json" });
    sandbox.faults.clear();
    await until(() => producer.isReady(), "the producer to be ready");
  });

  it("exits 1 at a second signal and names what it gave up", async () => {
    const producer = await start("producer");
    const url = await producer.url();
    sandbox.faults.set({ kind: "hang", operation: "PutMessages" });
    const answer = sendJson(`${url}/samples`, { count: 5 }).catch(() => "cut off");
    await until(
      async () => (await getJson<{ produced: number }>(`${url}/api/summary`)).produced === 5,
      "the records to be in hand",
    );
    producer.kill("SIGTERM");
    await until(() => producer.line("stopping") !== undefined, "the stop to begin");
    producer.kill("SIGINT");
    expect(await producer.exitCode()).toBe(1);
    expect(await answer).toBe("cut off");
    expect(producer.line("stop given up: a second signal, SIGINT")).toMatchObject({
      givenUp: ["1 HTTP requests", "5 records without an answer"],
    });
  });

  it("exits 1 when DRAIN_SECONDS are over", async () => {
    const producer = await start("producer", { DRAIN_SECONDS: "1" });
    const url = await producer.url();
    sandbox.faults.set({ kind: "hang", operation: "PutMessages" });
    sendJson(`${url}/samples`, { count: 5 }).catch(() => {});
    await until(
      async () => (await getJson<{ produced: number }>(`${url}/api/summary`)).produced === 5,
      "the records to be in hand",
    );
    expect((await producer.stop()).code).toBe(1);
    expect(producer.line("stop given up: 1 s are over")).toBeDefined();
  });

  it("exits 1 at once when the configuration is wrong, with one message", async () => {
    const consumer = new ProgramProcess(join(folder, "consumer.mjs"), { ...variables, RECORDS: "" });
    running.push(consumer);
    expect(await consumer.exitCode()).toBe(1);
    expect(consumer.lines).toEqual([]);
    expect(consumer.errors).toBe(
      "consumer: RECORDS must be people, ratings or both, separated by a comma, each once, got nothing. " +
        "Name the record kinds that this program handles.\n" +
        "consumer: CONSUMER_GROUP must be 1 to 255 letters, digits, dots, dashes or underscores, got nothing. " +
        "Name the group whose members share the stream.\n",
    );
  });
});
