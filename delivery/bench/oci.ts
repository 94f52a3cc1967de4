import { ConfigFileAuthenticationDetailsProvider } from "oci-common";
import type { StreamClient } from "oci-streaming";
import type { OutgoingRecord, RecordProducer } from "../../apps/messaging/transport.ts";
import { median } from "./measure.ts";
import { spawnOciSandbox } from "./oci-sandbox.ts";
import { printRows } from "./rows.ts";

/** Key and value together. */
const RECORD_BYTES = 130;

/** More than are under way at a time, as with people's names. */
const KEYS = 5_000;

/** What the SDK is tried with, records a put and puts at a time; the best one counts. */
const SDK_BATCHES = [200, 500, 1_000, 2_000, 5_000].flatMap((records) => [
  { records, puts: 1 },
  { records, puts: 4 },
]);

type Contender = (milliseconds: number) => Promise<number>;
type Sdk = (records: number, puts: number) => Contender;

/**
 * Records a second into a sandbox without limits, in turn: our transport, the SDK's default client as the common
 * examples use it (one record a put, each awaited), and the same client with the batch that suits it best.
 */
export async function benchOci(rounds = 5): Promise<void> {
  const figures: Record<"ours" | "sixty" | "one" | "single" | "batched", number[]> = {
    ours: [],
    sixty: [],
    one: [],
    single: [],
    batched: [],
  };
  let best = { records: 1, puts: 1 };
  for (let round = 0; round < rounds; round++) {
    // A new one each round, because it keeps every record.
    const sandbox = await spawnOciSandbox(1, true);
    const { StreamClient } = await import("oci-streaming");
    const provider = new ConfigFileAuthenticationDetailsProvider(sandbox.configFile);
    const client = new StreamClient({ authenticationDetailsProvider: provider });
    client.endpoint = sandbox.url;
    const sdk: Sdk = (records, puts) => sdkPuts(client, sandbox.streamId, records, puts);
    const transport = await sandbox.connect();
    const producer = transport.createProducer();
    const ours = oursOf(producer, KEYS);
    try {
      await ours(300);
      await sdk(500, 1)(300);
      if (round === 0) best = await bestBatch(sdk);
      figures.ours.push(await ours(1_500));
      figures.sixty.push(await oursOf(producer, 60)(700));
      figures.one.push(await oursOf(producer, 1)(100));
      figures.single.push(await sdk(1, 1)(1_500));
      figures.batched.push(await sdk(best.records, best.puts)(1_500));
    } finally {
      client.close();
      await transport.close();
      await sandbox.stop();
    }
  }
  const ratio = (other: readonly number[]) => median(figures.ours.map((ours, i) => ours / (other[i] ?? 0)));
  printRows(`puts of ${RECORD_BYTES}-byte records, one partition, median of ${rounds} rounds in turn`, [
    { what: `ours, ${KEYS} keys`, value: median(figures.ours), unit: "a second" },
    { what: "ours, 60 keys", value: median(figures.sixty), unit: "a second" },
    { what: "ours, one key", value: median(figures.one), unit: "a second" },
    { what: "SDK, one record a put", value: median(figures.single), unit: "a second" },
    {
      what: `SDK, ${best.records} records, ${best.puts} at a time`,
      value: median(figures.batched),
      unit: "a second",
    },
    {
      what: "ours / SDK, one a put",
      value: ratio(figures.single),
      unit: "times",
      limit: { at: "least", value: 300 },
    },
    {
      what: "ours / SDK, batches",
      value: ratio(figures.batched),
      unit: "times",
      limit: { at: "least", value: 2 },
    },
  ]);
}

/** Sixteen callers that each send up to 500 records, no key more than ten times, and wait for their fate. */
function oursOf(producer: RecordProducer, keys: number): Contender {
  const batches = Array.from({ length: 16 }, (_, caller) =>
    recordsFrom(caller * 500, Math.min(500, keys * 10), keys),
  );
  return (milliseconds) =>
    perSecond(milliseconds, batches.length, async (caller) => {
      const results = await producer.send(batches[caller] ?? []);
      if (results.some(({ status }) => status !== "acknowledged"))
        throw new Error("bench: a record was lost");
      return results.length;
    });
}

function sdkPuts(client: StreamClient, streamId: string, records: number, puts: number): Contender {
  const batch = recordsFrom(0, records, KEYS);
  const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
  return (milliseconds) =>
    perSecond(milliseconds, puts, async () => {
      const messages = batch.map(({ key, value }) => ({ key: base64(key ?? ""), value: base64(value) }));
      const { putMessagesResult } = await client.putMessages({ streamId, putMessagesDetails: { messages } });
      if (putMessagesResult.failures !== 0) throw new Error("bench: the SDK lost a record");
      return records;
    });
}

async function bestBatch(sdk: Sdk): Promise<{ readonly records: number; readonly puts: number }> {
  let best = { perSecond: 0, records: 1, puts: 1 };
  for (const { records, puts } of SDK_BATCHES) {
    const perSecond = await sdk(records, puts)(500);
    if (perSecond > best.perSecond) best = { perSecond, records, puts };
  }
  return best;
}

/** Runs `once`, which says how many records it brought in, again and again in so many callers. */
async function perSecond(
  milliseconds: number,
  callers: number,
  once: (caller: number) => Promise<number>,
): Promise<number> {
  const began = performance.now();
  let records = 0;
  const caller = async (index: number) => {
    while (performance.now() - began < milliseconds) {
      // Not in one step: the others count, too, while this one waits.
      const more = await once(index);
      records += more;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, index) => caller(index)));
  return records / ((performance.now() - began) / 1000);
}

function recordsFrom(first: number, count: number, keys: number): readonly OutgoingRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const key = `key-${(first + index) % keys}`;
    return { key, value: Buffer.alloc(RECORD_BYTES - key.length, "x") };
  });
}
