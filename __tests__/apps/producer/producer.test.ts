import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ProducerConfig } from "../../../apps/messaging/config.ts";
import { createProducer } from "../../../apps/producer/producer.ts";
import { MemoryTransport } from "../../support/memory-transport.ts";
import {
  emptyPage,
  getJson,
  producerConfig,
  type Started,
  sendJson,
  start,
  until,
} from "../../support/running-program.ts";

const ada = { name: "Ada", age: 36, comment: "" };
const rain = { battle: "Reviewing the rain", voice1: "Big Bird", voice2: "Santa Claus", rating: 2 };
const event = {
  specversion: "1.0",
  type: "dev.millrace.person",
  source: "/somebody/else",
  id: "7",
  subject: "kept",
  data: ada,
};

interface Summary {
  readonly produced: number;
  readonly acknowledged: number;
  readonly samplesPerSecond: number;
  readonly recent: readonly Record<string, unknown>[];
}

let stream: MemoryTransport;
let producer: Started;
let stopped: boolean;

async function run(change: Partial<ProducerConfig> = {}): Promise<void> {
  stopped = false;
  producer = await start(
    (config: ProducerConfig, log, metrics) => createProducer(config, log, metrics, emptyPage),
    { ...producerConfig, ...change },
    async () => stream,
  );
  await until(async () => (await fetch(`${producer.url}/readyz`)).ok, "the producer to be ready");
}

async function stop(): Promise<void> {
  stopped = true;
  await producer.stop();
}

const post = (body: unknown, query = "", type?: string) =>
  sendJson(`${producer.url}/records${query}`, body, type === undefined ? {} : { type });
const summary = () => getJson<Summary>(`${producer.url}/api/summary`);
const stored = () =>
  stream.records.map(({ value }) => JSON.parse(value.toString()) as Record<string, unknown>);

beforeEach(() => {
  stream = new MemoryTransport();
});

afterEach(async () => {
  if (!stopped) await stop();
});

describe("POST /records", () => {
  beforeEach(() => run());

  it("answers 202 with the position of each record once the stream has all of them", async () => {
    const { status, body } = await post([ada, rain]);
    const [first, second] = stored();
    expect(status).toBe(202);
    expect(body).toEqual({
      acknowledged: 2,
      records: [
        { id: first?.id, source: "/millrace/producer/pod-0", partition: "0", offset: "0" },
        { id: second?.id, source: "/millrace/producer/pod-0", partition: "0", offset: "1" },
      ],
    });
    expect(stored()).toEqual([
      expect.objectContaining({ specversion: "1.0", type: "dev.millrace.person", data: ada }),
      expect.objectContaining({ specversion: "1.0", type: "dev.millrace.rating", data: rain }),
    ]);
    expect(stream.records.map(({ key }) => key)).toEqual(["Ada", "Reviewing the rain"]);
  });

  it("does not answer before the stream does", async () => {
    let open = () => {};
    stream.gate = new Promise((resolve) => {
      open = resolve;
    });
    let answered = false;
    const answer = post(ada).then((given) => {
      answered = true;
      return given;
    });
    await until(async () => (await summary()).produced === 1, "the record to be in hand");
    expect((await summary()).recent).toMatchObject([{ key: "Ada", status: "pending", data: ada }]);
    expect(answered).toBe(false);
    open();
    expect((await answer).status).toBe(202);
  });

  it.each([
    ["application/cloudevents+json", event],
    ["application/cloudevents-batch+json", [event]],
    ["application/json", event],
    ["application/json", [event]],
  ])("keeps the identity of CloudEvents sent as %s", async (type, body) => {
    expect((await post(body, "", type)).status).toBe(202);
    expect(stored()).toEqual([{ ...event, datacontenttype: "application/json" }]);
  });

  it("sends nothing when a record breaks a rule, and names each that does", async () => {
    const { status, type, body } = await post([ada, { ...ada, age: 93 }, { ...event, id: "e", data: {} }, 7]);
    expect([status, type]).toEqual([400, "application/problem+json"]);
    expect(body).toEqual({
      type: "about:blank",
      title: "Bad Request",
      status: 400,
      detail: "3 of 4 records break a rule, so nothing was sent. Correct them and send all again.",
      acknowledged: 0,
      refused: [
        { index: 1, reason: "age must be a whole number from 3 to 92, got 93" },
        {
          index: 2,
          id: "e",
          reason:
            "data: name must be a text that is not blank, got nothing; age must be a whole number from 3 to 92, got nothing; comment must be a text, got nothing",
        },
        { index: 3, reason: "a record must be a JSON object, got 7" },
      ],
    });
    expect(stream.records).toEqual([]);
  });

  it("looks at every answer of the stream: a put that took half of a batch is no success", async () => {
    stream.fate = ({ key }) => {
      if (key === "Bela") return { status: "refused", reason: "too much" };
      return key === "Chidi" ? { status: "unknown", reason: "no answer" } : undefined;
    };
    const people = ["Ada", "Bela", "Chidi"].map((name) => ({
      ...event,
      id: `id-${name}`,
      data: { ...ada, name },
    }));
    const { status, body } = await post(people);
    expect(status).toBe(502);
    expect(body).toEqual({
      type: "about:blank",
      title: "Bad Gateway",
      status: 502,
      detail:
        "The stream acknowledged 1 of 3 records. Send the refused ones again; an unknown one may be in the stream already, so repeat it with the same source and id.",
      acknowledged: 1,
      results: [
        {
          index: 0,
          id: "id-Ada",
          source: "/somebody/else",
          status: "acknowledged",
          partition: "0",
          offset: "0",
        },
        { index: 1, id: "id-Bela", source: "/somebody/else", status: "refused", reason: "too much" },
        { index: 2, id: "id-Chidi", source: "/somebody/else", status: "unknown", reason: "no answer" },
      ],
    });
    expect(await summary()).toMatchObject({ produced: 3, acknowledged: 1, refused: 1, unknown: 1 });
    expect((await summary()).recent).toMatchObject([
      { key: "Chidi", status: "unknown", reason: "no answer" },
      { key: "Bela", status: "refused", reason: "too much" },
      { key: "Ada", status: "acknowledged", position: { partition: "0", offset: "0" } },
    ]);
  });

  it.each([
    [[], "", undefined, "The body must hold at least one record, got an empty array."],
    [ada, "?kind=animals", undefined, 'kind must be people or ratings, got "animals".'],
    [
      event,
      "",
      "application/cloudevents-batch+json",
      "application/cloudevents-batch+json must hold an array, got one value. Send one event as application/cloudevents+json.",
    ],
    [
      [event],
      "",
      "application/cloudevents+json",
      "An array of CloudEvents must be sent as application/cloudevents-batch+json, got application/cloudevents+json.",
    ],
  ])("refuses %j%s", async (body, query, type, detail) => {
    expect(await post(body, query, type)).toMatchObject({ status: 400, body: { detail } });
  });

  it("takes the kind from the query when told", async () => {
    expect((await post(ada, "?kind=people")).status).toBe(202);
    expect(await post(ada, "?kind=ratings")).toMatchObject({
      status: 400,
      body: { refused: [{ index: 0, reason: expect.stringMatching(/^battle must be a text/) }] },
    });
    expect(await post(event, "?kind=ratings")).toMatchObject({
      body: {
        refused: [{ index: 0, id: "7", reason: "the kind must be ratings as the query says, got people" }],
      },
    });
  });

  it("refuses CloudEvents in binary form rather than lose their identity", async () => {
    const headers = { "content-type": "application/json", "ce-specversion": "1.0", "ce-id": "1" };
    const response = await fetch(`${producer.url}/records`, {
      method: "POST",
      headers,
      body: JSON.stringify(ada),
    });
    expect(await response.json()).toMatchObject({
      status: 400,
      detail: "CloudEvents must come in structured form, got the headers of the binary form.",
    });
  });
});

describe("the producer", () => {
  it("sends only the kinds it is for", async () => {
    await run({ records: ["ratings"] });
    expect(await post(ada)).toMatchObject({
      status: 400,
      body: { refused: [{ index: 0, reason: "the kind must be ratings, got people" }] },
    });
  });

  it("sends nothing when somebody looks at it", async () => {
    await run();
    for (const path of [
      "/",
      "/page.js",
      "/api/summary",
      "/api/sample-rate",
      "/healthz",
      "/metrics",
      "/version",
    ]) {
      expect([path, (await fetch(`${producer.url}${path}`)).status]).toEqual([path, 200]);
    }
    expect((await fetch(`${producer.url}/samples`)).status).toBe(405);
    expect((await fetch(`${producer.url}/records`)).status).toBe(405);
    expect((await summary()).produced).toBe(0);
    expect(stream.records).toEqual([]);
  });

  it("shows exactly what it sent", async () => {
    await run();
    expect((await sendJson(`${producer.url}/samples`, { count: 60 })).body).toEqual({ acknowledged: 60 });
    const { recent } = await summary();
    const newest = stored().slice(-50).reverse();
    expect(recent.map(({ id, type, data }) => ({ id, type, data }))).toEqual(
      newest.map(({ id, type, data }) => ({ id, type, data })),
    );
    expect(new Set(recent.map(({ type }) => type))).toEqual(
      new Set(["dev.millrace.person", "dev.millrace.rating"]),
    );
  });

  it.each([[0], [1001], [1.5], ["20"], [undefined]])("refuses %p samples", async (count) => {
    await run();
    expect(await sendJson(`${producer.url}/samples`, { count })).toMatchObject({ status: 400 });
    expect(stream.records).toEqual([]);
  });

  it("counts in its metrics what it shows", async () => {
    await run();
    await sendJson(`${producer.url}/samples`, { count: 7 });
    const metrics = await (await fetch(`${producer.url}/metrics`)).text();
    expect(metrics).toContain("\nmillrace_records_produced_total 7\n");
    expect(metrics).toContain("\nmillrace_records_in_hand 0\n");
    expect(metrics).toContain('millrace_build_info{version="1.2.3",revision="abc"} 1');
  });

  it("answers what is in flight at a stop, then logs its counts", async () => {
    await run();
    let open = () => {};
    stream.gate = new Promise((resolve) => {
      open = resolve;
    });
    const answer = post(ada);
    await until(async () => (await summary()).produced === 1, "the record to be in hand");
    const stopping = stop();
    expect(producer.inHand()).toEqual(["1 HTTP requests", "1 records without an answer"]);
    open();
    expect((await answer).status).toBe(202);
    await stopping;
    expect(await producer.logged("stopped")).toMatchObject({
      produced: 1,
      acknowledged: 1,
      refused: 0,
      unknown: 0,
    });
    expect(stream.closed).toBe(true);
  });
});

describe("the sample source", () => {
  const setRate = (perSecond: unknown) =>
    sendJson(`${producer.url}/api/sample-rate`, { perSecond }, { method: "PUT" });

  it("is off until asked, then keeps to its rate, and is off again when told", async () => {
    await run();
    expect(await getJson(`${producer.url}/api/sample-rate`)).toEqual({ perSecond: 0 });
    expect(await setRate(200)).toMatchObject({ status: 200, body: { perSecond: 200 } });
    const began = performance.now();
    await until(() => stream.records.length >= 100, "100 samples");
    const seconds = (performance.now() - began) / 1000;
    expect(seconds).toBeGreaterThan(0.35);
    await setRate(0);
    const { produced } = await summary();
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await summary()).toMatchObject({ produced, acknowledged: produced, samplesPerSecond: 0 });
  });

  it("begins at the rate of the configuration, with the first record at once", async () => {
    await run({ samplesPerSecond: 0.01 });
    await until(() => stream.records.length === 1, "the first sample", 1000);
  });

  it("leaves samples out rather than pile them up while the stream is slow", async () => {
    let open = () => {};
    stream.gate = new Promise((resolve) => {
      open = resolve;
    });
    await run({ samplesPerSecond: 100 });
    await until(async () => (await summary()).produced === 100, "a second's worth in hand");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await summary()).produced).toBe(100);
    await setRate(0);
    open();
    await until(async () => (await summary()).acknowledged === 100, "the samples in hand");
  });

  it.each([[-1], [10_001], ["5"], [null]])("refuses a rate of %j", async (perSecond) => {
    await run();
    expect(await setRate(perSecond)).toMatchObject({
      status: 400,
      body: { detail: `perSecond must be a number from 0 to 10000, got ${JSON.stringify(perSecond)}.` },
    });
  });
});
