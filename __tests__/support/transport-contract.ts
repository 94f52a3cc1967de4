import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type {
  OutgoingRecord,
  ReceivedRecord,
  RecordConsumer,
  SendResult,
  Transport,
} from "../../apps/messaging/transport.ts";

/** A running engine, whatever it is. */
export interface TransportUnderTest {
  /** A connection to a stream of its own with two partitions or more, which another call with the same name shares. */
  connect(stream: string): Promise<Transport>;
  /** Largest record in bytes of key and value. */
  readonly largestRecord: number;
  close(): Promise<void>;
}

/** Records `<prefix>-0`, `<prefix>-1`, … spread over so many keys in turn. */
export function numbered(count: number, keys: number, prefix = "r"): OutgoingRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `key-${index % keys}`,
    value: Buffer.from(`${prefix}-${index}`),
  }));
}

export const texts = (records: readonly { readonly value: Buffer }[]) =>
  records.map(({ value }) => value.toString());

export const statuses = (results: readonly SendResult[]) => [...new Set(results.map(({ status }) => status))];

/** Consumes until everything expected was handled, and a little longer, then closes; returns all that came. */
export async function consumeAll(
  consumer: RecordConsumer,
  expected: Iterable<string>,
  handle: (records: readonly ReceivedRecord[]) => Promise<void> | void = () => {},
): Promise<ReceivedRecord[]> {
  const missing = new Set(expected);
  const received: ReceivedRecord[] = [];
  await consumer.run(async (records) => {
    await handle(records);
    received.push(...records);
    for (const text of texts(records)) missing.delete(text);
    if (missing.size === 0) void consumer.close();
  });
  return received;
}

/** The texts of each key in the order of their arrival. */
export function byKey(records: readonly { readonly key: string | null; readonly value: Buffer }[]) {
  const keys: Record<string, string[]> = {};
  for (const { key, value } of records) {
    const list = keys[key ?? ""] ?? [];
    keys[key ?? ""] = list;
    list.push(value.toString());
  }
  return keys;
}

/** What every transport promises. Each engine runs this same suite. */
export function describeTransport(name: string, start: () => Promise<TransportUnderTest>): void {
  describe(`${name} keeps the promises of a transport`, () => {
    let engine: TransportUnderTest;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.close());

    async function withTransport(stream: string, use: (transport: Transport) => Promise<void>) {
      const transport = await engine.connect(stream);
      try {
        await use(transport);
      } finally {
        await transport.close();
      }
    }

    it("acknowledges each record with its position, in the order of the request", () =>
      withTransport("positions", async (transport) => {
        const sent = numbered(40, 5);
        const results = await transport.createProducer().send(sent);
        const consumer = transport.createConsumer({ group: "g", instance: "a" });
        const received = await consumeAll(consumer, texts(sent));
        const positions = new Map(received.map((one) => [one.value.toString(), one]));
        for (const [index, result] of results.entries()) {
          const { partition, offset } = positions.get(`r-${index}`) ?? {};
          expect(result).toEqual({ status: "acknowledged", position: { partition, offset } });
        }
      }));

    it("delivers keys and values as they were sent, each once, those without a key too", () =>
      withTransport("bytes", async (transport) => {
        const sent = [
          { key: "ключ €", value: Buffer.from([0, 255, 10, 13]) },
          { key: null, value: Buffer.from("without a key") },
          { key: "empty", value: Buffer.from("{}") },
        ];
        await transport.createProducer().send(sent);
        const consumer = transport.createConsumer({ group: "g", instance: "a" });
        const received = await consumeAll(consumer, texts(sent));
        const plain = (records: readonly OutgoingRecord[]) =>
          records.map(({ key, value }) => `${key} ${value.toString("hex")}`).sort();
        expect(plain(received)).toEqual(plain(sent));
        expect(received.every(({ timestamp }) => Math.abs(Date.now() - timestamp) < 60_000)).toBe(true);
      }));

    it("keeps the order of each key through many sends that are open at once", () =>
      withTransport("order", async (transport) => {
        const producer = transport.createProducer();
        const sent = numbered(600, 7);
        const sends = Array.from({ length: 60 }, (_, index) =>
          producer.send(sent.slice(index * 10, index * 10 + 10)),
        );
        expect(statuses((await Promise.all(sends)).flat())).toEqual(["acknowledged"]);
        const consumer = transport.createConsumer({ group: "g", instance: "a" });
        const received = await consumeAll(consumer, texts(sent));
        expect(byKey(received)).toEqual(byKey(sent));
      }));

    it("refuses a record that is too large at once and says why, and takes the others of the same send", () =>
      withTransport("large", async (transport) => {
        const tooLarge = { key: "k", value: Buffer.alloc(engine.largestRecord) };
        const largest = { key: "k", value: Buffer.alloc(engine.largestRecord - 1) };
        const results = await transport.createProducer().send([tooLarge, largest, ...numbered(1, 1)]);
        expect(results.map(({ status }) => status)).toEqual(["refused", "acknowledged", "acknowledged"]);
        expect(results[0]).toMatchObject({ reason: expect.stringContaining(String(engine.largestRecord)) });
      }));

    it("waits at close until the fate of every record in hand is known, and takes no more", () =>
      withTransport("close", async (transport) => {
        const producer = transport.createProducer();
        const sending = producer.send(numbered(300, 30));
        await producer.close();
        expect(statuses(await sending)).toEqual(["acknowledged"]);
        expect(statuses(await producer.send(numbered(1, 1)))).toEqual(["refused"]);
      }));

    it("goes on after the last commit when an instance comes back", () =>
      withTransport("resume", async (transport) => {
        const producer = transport.createProducer();
        await producer.send(numbered(20, 4, "first"));
        const before = transport.createConsumer({ group: "g", instance: "a" });
        await consumeAll(before, texts(numbered(20, 4, "first")));
        await producer.send(numbered(20, 4, "second"));
        const after = transport.createConsumer({ group: "g", instance: "a" });
        const received = await consumeAll(after, texts(numbered(20, 4, "second")));
        expect(texts(received).sort()).toEqual(texts(numbered(20, 4, "second")).sort());
      }));

    it("finishes and commits the batch in hand at close", () =>
      withTransport("in-hand", async (transport) => {
        const producer = transport.createProducer();
        await producer.send([{ key: "k", value: Buffer.from("slow") }]);
        const consumer = transport.createConsumer({ group: "g", instance: "a" });
        let finished = false;
        const run = consumer.run(async () => {
          const closing = consumer.close();
          void closing;
          await new Promise((resolve) => setTimeout(resolve, 50));
          finished = true;
        });
        await run;
        expect(finished).toBe(true);
        await producer.send([{ key: "k", value: Buffer.from("next") }]);
        const next = await consumeAll(transport.createConsumer({ group: "g", instance: "a" }), ["next"]);
        expect(texts(next)).toEqual(["next"]);
      }));

    it("hands a batch over again when it was not handled, before what came after it", () =>
      withTransport("again", async (transport) => {
        const producer = transport.createProducer();
        await producer.send([{ key: "k", value: Buffer.from("one") }]);
        const consumer = transport.createConsumer({ group: "g", instance: "a" });
        let refusals = 2;
        const received = await consumeAll(consumer, ["one", "two"], async () => {
          if (refusals === 2) await producer.send([{ key: "k", value: Buffer.from("two") }]);
          if (refusals > 0) {
            refusals -= 1;
            throw new Error("the database is down");
          }
        });
        expect(texts(received)).toEqual(["one", "two"]);
      }));

    it("does not commit a batch that was never handled", () =>
      withTransport("uncommitted", async (transport) => {
        await transport.createProducer().send(numbered(5, 1));
        const broken = transport.createConsumer({ group: "g", instance: "a" });
        await broken.run(async () => {
          void broken.close();
          throw new Error("never");
        });
        const received = await consumeAll(
          transport.createConsumer({ group: "g", instance: "a" }),
          texts(numbered(5, 1)),
        );
        expect(texts(received)).toEqual(texts(numbered(5, 1)));
      }));

    it("gives every group all records, and every instance of a group a part of the partitions", () =>
      withTransport("groups", async (transport) => {
        const sent = texts(numbered(200, 40));
        const two = ["a", "b"].map((instance) => transport.createConsumer({ group: "shared", instance }));
        const received: Record<string, ReceivedRecord[]> = { a: [], b: [] };
        const missing = new Set(sent);
        const runs = ["a", "b"].map((instance, index) =>
          two[index]?.run(async (records) => {
            received[instance]?.push(...records);
            for (const text of texts(records)) missing.delete(text);
          }),
        );
        const producer = transport.createProducer();
        // In portions, so that both instances have joined before the last of them.
        while (missing.size > 0 || !received.a?.length || !received.b?.length) {
          await producer.send(numbered(200, 40));
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        await Promise.all(two.map((consumer) => consumer.close()));
        await Promise.all(runs);
        const all = [...(received.a ?? []), ...(received.b ?? [])];
        const places = all.map(({ partition, offset }) => `${partition}/${offset}`);
        expect(new Set(places).size).toBe(places.length);
        const other = transport.createConsumer({ group: "other", instance: "a" });
        expect(new Set(texts(await consumeAll(other, sent)))).toEqual(new Set(sent));
      }));

    it("knows that nothing is left to read when it has read everything", () =>
      withTransport("lag", async (transport) => {
        const consumer = transport.createConsumer({ group: "g", instance: "a" });
        expect(consumer.lag()).toBeUndefined();
        await transport.createProducer().send(numbered(10, 2));
        const lags: (number | undefined)[] = [];
        await consumeAll(consumer, texts(numbered(10, 2)), () => {
          lags.push(consumer.lag());
        });
        expect(Math.max(...lags.map(Number))).toBeGreaterThan(0);
        expect(consumer.lag()).toBe(0);
      }));

    it("is connected as soon as it is there", () =>
      withTransport("connected", async (transport) => {
        expect(transport.isConnected()).toBe(true);
      }));
  });
}
