import { describe, expect, it } from "@jest/globals";
import type { OutgoingRecord, Transport } from "../../apps/messaging/transport.ts";
import { statuses } from "./transport-contract.ts";

/** Numbers from 0 up to 1, the same ones for the same seed. */
export type Random = () => number;

export interface StoredRecord {
  readonly key: string | null;
  readonly value: Buffer;
}

/** A stream of its own, and a way to make it fail for a while. */
export interface FaultyStream {
  connect(): Promise<Transport>;
  /** Switches a fault on that ends by itself. */
  disturb(random: Random): void;
  /** Partition by partition, in their order. */
  records(): readonly StoredRecord[] | Promise<readonly StoredRecord[]>;
  close(): Promise<void>;
}

/** Mulberry32: short, and good enough to spread faults. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * Whatever goes wrong, each key's records come in the order in which they were handed over, and a record
 * that comes twice repeats what its key had last. Seeds by ORDER_SEEDS (`npm run test:order`), else two.
 */
export function describeOrder(name: string, start: () => Promise<FaultyStream>): void {
  const seeds = (process.env.ORDER_SEEDS ?? "1,2").split(",").map(Number);
  describe(`${name} keeps the order of each key`, () => {
    it.each(seeds)("through faults by seed %d", async (seed) => {
      const random = seeded(seed);
      const stream = await start();
      try {
        const transport = await stream.connect();
        const sent = await sendThroughFaults(transport, stream, random);
        await transport.close();
        const stored = await stream.records();
        for (const [key, numbers] of Object.entries(numbersByKey(stored))) {
          expect({ key, numbers: withoutRepeats(numbers) }).toEqual({ key, numbers: sent.get(key) });
        }
        expect(new Set(stored.map((record) => record.key))).toEqual(new Set(sent.keys()));
      } finally {
        await stream.close();
      }
    });
  });
}

/** Callers that send batches of random sizes for random keys, a few of them hot, while faults come and go. */
async function sendThroughFaults(transport: Transport, stream: FaultyStream, random: Random) {
  const producer = transport.createProducer();
  const sent = new Map<string, number[]>();
  const sends: ReturnType<typeof producer.send>[] = [];
  let number = 0;
  for (let round = 0; round < 12; round++) {
    if (random() < 0.7) stream.disturb(random);
    for (let batch = 0; batch < 4; batch++) {
      const records: OutgoingRecord[] = Array.from({ length: 1 + Math.floor(random() * 30) }, () => {
        const key = `key-${Math.floor(random() ** 3 * 40)}`;
        const numbers = sent.get(key) ?? [];
        sent.set(key, numbers);
        numbers.push(++number);
        return { key, value: Buffer.from(String(number)) };
      });
      sends.push(producer.send(records));
    }
    await new Promise((resolve) => setTimeout(resolve, random() * 20));
  }
  expect(statuses((await Promise.all(sends)).flat())).toEqual(["acknowledged"]);
  return sent;
}

function numbersByKey(records: readonly StoredRecord[]): Record<string, number[]> {
  const keys: Record<string, number[]> = {};
  for (const { key, value } of records) {
    keys[key ?? ""] ??= [];
    keys[key ?? ""]?.push(Number(value));
  }
  return keys;
}

const withoutRepeats = (numbers: readonly number[]) =>
  numbers.filter((number, index) => number !== numbers[index - 1]);
