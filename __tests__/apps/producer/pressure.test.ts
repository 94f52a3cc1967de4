import { request as httpRequest } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ProducerConfig } from "../../../apps/messaging/config.ts";
import { createProducer } from "../../../apps/producer/producer.ts";
import { MemoryTransport } from "../../support/memory-transport.ts";
import {
  emptyPage,
  getJson,
  producerConfig,
  type Started,
  start,
  until,
} from "../../support/running-program.ts";

const ada = { name: "Ada", age: 36, comment: "" };
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...ada, name: `p${index}` }));

let stream: MemoryTransport;
let producer: Started;
/** Lets the stream take what waits. */
let open: () => void;

async function run(change: Partial<ProducerConfig> = {}): Promise<void> {
  producer = await start(
    (config: ProducerConfig, log, metrics) => createProducer(config, log, metrics, emptyPage),
    { ...producerConfig, ...change },
    async () => stream,
  );
  await until(async () => (await fetch(`${producer.url}/readyz`)).ok, "the producer to be ready");
}

async function post(body: unknown, key?: string) {
  const answer = await fetch(`${producer.url}/records`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(key && { "idempotency-key": key }) },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const retryAfter = answer.headers.get("retry-after");
  return { status: answer.status, retryAfter, body: (await answer.json()) as Record<string, unknown> };
}

const produced = async () => (await getJson<{ produced: number }>(`${producer.url}/api/summary`)).produced;
const ids = () => stream.records.map(({ value }) => JSON.parse(value.toString()).id as string);

function shut(): void {
  stream.gate = new Promise((resolve) => {
    open = resolve;
  });
}

beforeEach(() => {
  stream = new MemoryTransport();
  open = () => {};
});

afterEach(async () => {
  open();
  await producer.stop();
});

describe("a producer whose stream is slower than its clients", () => {
  const large = { ...ada, comment: "x".repeat(900_000) };

  it("answers 429 with Retry-After once its memory is used up, and delivers what it accepted", async () => {
    await run({ mibInHand: 4 });
    shut();
    const accepted = [post(large), post(large), post(large), post(large)];
    await until(async () => (await produced()) === 4, "four records in hand");
    const refused = await post(large);
    expect(refused).toMatchObject({ status: 429, retryAfter: "1" });
    expect(refused.body).toMatchObject({
      title: "Too Many Requests",
      detail: expect.stringMatching(
        /^4 records of 3\d{6} bytes wait for the stream already. Nothing was sent. Send all again later.$/,
      ),
      acknowledged: 0,
    });
    open();
    expect((await Promise.all(accepted)).map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(stream.records).toHaveLength(4);
    expect((await post(large)).status).toBe(202);
  });

  it("counts records, too, because many small ones cost more than their bytes", async () => {
    await run({ recordsInHand: 100 });
    shut();
    const accepted = post(people(90));
    await until(async () => (await produced()) === 90, "90 records in hand");
    expect((await post(people(11))).status).toBe(429);
    const alsoAccepted = post(people(10));
    await until(async () => (await produced()) === 100, "100 records in hand");
    open();
    expect([(await accepted).status, (await alsoAccepted).status]).toEqual([202, 202]);
  });

  it("answers 503 when the stream is away", async () => {
    await run({ recordsInHand: 100 });
    shut();
    const accepted = post(people(100));
    await until(async () => (await produced()) === 100, "100 records in hand");
    stream.connected = false;
    expect(await post(ada)).toMatchObject({ status: 503, retryAfter: "1" });
    stream.connected = true;
    open();
    expect((await accepted).status).toBe(202);
  });

  it("leaves its own samples out while there is no room", async () => {
    await run({ recordsInHand: 100 });
    shut();
    const accepted = post(people(100));
    await until(async () => (await produced()) === 100, "100 records in hand");
    await fetch(`${producer.url}/api/sample-rate`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: '{"perSecond": 100}',
    });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await produced()).toBe(100);
    open();
    expect((await accepted).status).toBe(202);
    await until(async () => (await produced()) > 100, "samples after the pause");
  });
});

describe("a request that takes too long", () => {
  it("is answered 504 with what is known of each record, and its records still arrive", async () => {
    await run({ requestSeconds: 1 });
    stream.fate = ({ key }) => (key === "p1" ? { status: "refused", reason: "too much" } : undefined);
    stream.late = ({ key }) => key === "p2";
    stream.lateGate = new Promise((resolve) => {
      open = resolve;
    });
    const { status, body } = await post(people(3));
    expect(status).toBe(504);
    expect(body).toMatchObject({
      title: "Gateway Timeout",
      detail: expect.stringMatching(/^The stream acknowledged 1 of 3 records in 1 s and may still take/),
      acknowledged: 1,
      results: [
        { index: 0, status: "acknowledged", partition: "0", offset: "0" },
        { index: 1, status: "refused", reason: "too much" },
        { index: 2, status: "unknown", reason: "no answer yet; it is still being delivered" },
      ],
    });
    open();
    await until(async () => {
      const counts = await getJson<{ acknowledged: number }>(`${producer.url}/api/summary`);
      return counts.acknowledged === 2;
    }, "the late record");
  });

  it("takes nothing back when the client goes away", async () => {
    await run();
    shut();
    const leaving = httpRequest(`${producer.url}/records`, {
      method: "POST",
      headers: { "content-type": "application/json" },
    });
    leaving.on("error", () => {});
    leaving.end(JSON.stringify(ada));
    await until(async () => (await produced()) === 1, "the record to be in hand");
    leaving.destroy();
    open();
    await until(() => stream.records.length === 1, "the record to arrive");
  });
});

describe("a request with an Idempotency-Key", () => {
  it("sends once, and gives every repeat the first one's answer", async () => {
    await run();
    const first = await post(people(3), "k");
    expect(await post(people(3), "k")).toEqual(first);
    expect(await post(people(3), '"k"')).toEqual(first);
    expect(stream.records).toHaveLength(3);
  });

  it("lets a repeat wait for the first while that is in flight", async () => {
    await run();
    shut();
    const [first, second] = [post(people(3), "k"), post(people(3), "k")];
    await until(async () => (await produced()) === 3, "the records to be in hand");
    open();
    expect(await second).toEqual(await first);
    expect(stream.records).toHaveLength(3);
  });

  it("is refused with another body", async () => {
    await run();
    await post(people(3), "k");
    expect(await post(people(2), "k")).toMatchObject({
      status: 422,
      body: { title: "Unprocessable Content", acknowledged: 0 },
    });
    expect((await post(people(2), "other")).status).toBe(202);
  });

  it("sends only what is missing when the first was not taken whole", async () => {
    await run();
    stream.fate = ({ key }) => (key === "p1" ? { status: "refused", reason: "too much" } : undefined);
    expect((await post(people(3), "k")).status).toBe(502);
    stream.fate = () => undefined;
    const { status, body } = await post(people(3), "k");
    expect([status, body.acknowledged]).toEqual([202, 3]);
    expect(stream.records.map(({ key }) => key)).toEqual(["p0", "p2", "p1"]);
  });

  it("gives its records the same identity in any producer, and other records another", async () => {
    await run({ podName: "pod-0" });
    await post(people(2), "k");
    await producer.stop();
    const [first, second] = stream.records.splice(0);
    await run({ podName: "pod-1" });
    await post(people(2), "k");
    await post(people(2), "other");
    const identity = ({ value }: { value: Buffer } = { value: Buffer.from("{}") }) => {
      const { source, id } = JSON.parse(value.toString());
      return `${source} ${id}`;
    };
    expect(stream.records.slice(0, 2).map(identity)).toEqual([identity(first), identity(second)]);
    expect(new Set(ids()).size).toBe(4);
  });

  it("is refused when the key is none", async () => {
    await run();
    expect(await post(ada, "two words")).toMatchObject({
      status: 400,
      body: { detail: "Idempotency-Key must be 1 to 255 printable ASCII characters. Use a UUID." },
    });
  });
});
