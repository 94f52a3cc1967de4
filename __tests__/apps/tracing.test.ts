import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { trace } from "@opentelemetry/api";
import { pino } from "pino";
import { createConsumer } from "../../apps/consumer/consumer.ts";
import { startTelemetry, type Telemetry } from "../../apps/messaging/telemetry.ts";
import { createProducer } from "../../apps/producer/producer.ts";
import { MemoryTransport } from "../support/memory-transport.ts";
import {
  consumerConfig,
  emptyPage,
  getJson,
  producerConfig,
  type Started,
  start,
  until,
} from "../support/running-program.ts";

interface ReceivedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

const client = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const ada = { name: "Ada", age: 36, comment: "" };

describe("traces", () => {
  let receiver: Server;
  let endpoint: string;
  let bodies: { resourceSpans: { resource: object; scopeSpans: { spans: ReceivedSpan[] }[] }[] }[];
  let headers: (string | undefined)[];
  let stream: MemoryTransport;
  let running: Started[];
  let telemetry: Telemetry | undefined;

  beforeAll(async () => {
    receiver = createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      if (request.url === "/v1/traces") bodies.push(JSON.parse(text));
      headers.push(request.headers.authorization);
      response.end("{}");
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => receiver.close(resolve)));

  afterEach(async () => {
    await Promise.all(running.map((program) => program.stop()));
    await telemetry?.close();
    telemetry = undefined;
    trace.disable();
  });

  async function run(share: number | undefined) {
    bodies = [];
    headers = [];
    stream = new MemoryTransport();
    if (share !== undefined) {
      telemetry = await startTelemetry({
        config: { traces: { endpoint, headers: { authorization: "Bearer of the test" }, share } },
        program: "producer",
        podName: "pod-0",
        version: { version: "1.2.3", revision: "abc" },
        log: pino({ level: "silent" }),
      });
    }
    const producer = await start(
      (...args) => createProducer(...args, emptyPage),
      producerConfig,
      async () => stream,
    );
    const consumer = await start(
      (...args) => createConsumer(...args, emptyPage),
      consumerConfig,
      async () => stream,
    );
    running = [producer, consumer];
    await Promise.all(running.map((program) => program.logged("connected")));
    return { producer, consumer };
  }

  const post = (producer: Started, records: unknown, traceparent?: string) =>
    fetch(`${producer.url}/records`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(traceparent && { traceparent }) },
      body: JSON.stringify(records),
    });
  const applied = (consumer: Started, count: number) =>
    until(
      async () => (await getJson<{ consumed: number }>(`${consumer.url}/api/summary`)).consumed === count,
      `${count} records`,
    );
  const inStream = () =>
    stream.records.map(({ value }) => JSON.parse(String(value)) as { traceparent?: string });
  async function exported(): Promise<ReceivedSpan[]> {
    await telemetry?.close();
    return bodies.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }

  it("go with a request through the stream to its effect, one span for each batch", async () => {
    const { producer, consumer } = await run(0);
    await post(producer, [ada, { ...ada, name: "Grace" }], `00-${client.traceId}-${client.spanId}-01`);
    await applied(consumer, 2);

    const spans = await exported();
    const [apply, send] = spans.sort((a, b) => a.name.localeCompare(b.name));
    expect(spans).toHaveLength(2);
    expect(send).toMatchObject({ name: "send records", kind: 4, traceId: client.traceId });
    expect(send?.parentSpanId).toBe(client.spanId);
    expect(apply).toMatchObject({ name: "apply records", kind: 5, traceId: client.traceId });
    expect(apply?.parentSpanId).toBe(send?.spanId);
    expect(apply?.attributes).toContainEqual({
      key: "messaging.batch.message_count",
      value: { intValue: "2" },
    });
    expect(BigInt(send?.endTimeUnixNano ?? 0)).toBeGreaterThan(BigInt(send?.startTimeUnixNano ?? 0));
    expect(headers).toEqual(["Bearer of the test"]);
    expect(JSON.stringify(bodies[0]?.resourceSpans[0]?.resource)).toContain('"millrace"');
  });

  it("of many requests in one batch are links of its span, and the slowest is an exemplar", async () => {
    const { producer, consumer } = await run(1);
    let open = () => {};
    stream.gate = new Promise((resolve) => {
      open = resolve;
    });
    const sending = [post(producer, ada), post(producer, { ...ada, name: "Grace" })];
    await until(
      async () => (await getJson<{ produced: number }>(`${producer.url}/api/summary`)).produced === 2,
      "two records in hand",
    );
    open();
    await Promise.all(sending);
    await applied(consumer, 2);
    const metrics = await fetch(`${consumer.url}/metrics`, {
      headers: { accept: "application/openmetrics-text" },
    });

    const spans = await exported();
    const sends = spans.filter(({ name }) => name === "send records");
    const links = spans.filter(({ name }) => name === "apply records").flatMap((span) => span.links);
    expect(sends).toHaveLength(2);
    expect(links.map(({ spanId }) => spanId).sort()).toEqual(sends.map(({ spanId }) => spanId).sort());
    const exemplars = [...(await metrics.text()).matchAll(/# \{trace_id="(\w+)"/g)].map(([, id]) => id);
    expect(sends.map(({ traceId }) => traceId)).toEqual(expect.arrayContaining(exemplars));
    expect(exemplars.length).toBeGreaterThan(0);
  });

  it("of a CloudEvent that has one stay as they are", async () => {
    const { producer } = await run(1);
    const traceparent = `00-${client.traceId}-${client.spanId}-01`;
    await post(producer, {
      specversion: "1.0",
      type: "dev.millrace.person",
      source: "/test",
      id: "1",
      traceparent,
      data: ada,
    });

    expect(inStream()).toMatchObject([{ traceparent }]);
  });

  it("cost nothing while nobody asks: no extension, no span", async () => {
    const { producer, consumer } = await run(undefined);
    await post(producer, ada);
    await applied(consumer, 1);

    expect(inStream()[0]).not.toHaveProperty("traceparent");
    expect(bodies).toEqual([]);
  });

  it("of a client are handed on even where nobody exports them", async () => {
    const { producer } = await run(undefined);
    const traceparent = `00-${client.traceId}-${client.spanId}-01`;
    await post(producer, ada, traceparent);
    await post(producer, ada, "not a traceparent");

    expect(inStream()[0]).toHaveProperty("traceparent", traceparent);
    expect(inStream()[1]).not.toHaveProperty("traceparent");
  });
});
