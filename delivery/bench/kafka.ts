import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import { createClient } from "../../apps/messaging/kafka/client.ts";
import { connectKafka } from "../../apps/messaging/kafka/kafka.ts";
import type { KafkaConfig } from "../../apps/messaging/kafka/kafka-config.ts";
import { defaultTimings } from "../../apps/messaging/kafka/timings.ts";
import type { OutgoingRecord } from "../../apps/messaging/transport.ts";
import { whyNoKafka } from "../kafka/jars.ts";
import { RealKafka } from "../kafka/real-kafka.ts";
import { createTopic } from "../kafka/topics.ts";
import { median } from "./measure.ts";
import { printRows, type Row } from "./rows.ts";

const partitions = 6;
const log = pino({ level: "silent" });

/** One way to move records, in one round. */
interface Pace {
  readonly perSecond: number;
  /** Of this process alone; the broker is another. */
  readonly cpuMicroseconds: number;
}

type Move = (topic: string, records: readonly OutgoingRecord[]) => Promise<Pace>;

/** Our producer and consumer and bare kafkajs, in turn, against one broker: so that all of them meet the same noise. */
export async function benchKafka(rounds = 5): Promise<void> {
  const missing = whyNoKafka();
  if (missing) {
    process.stdout.write(`kafka: left out, because ${missing}\n`);
    return;
  }
  const kafka = await RealKafka.start(["bench"], ["-Xmx1g"]);
  try {
    const config = { messaging: "kafka", topic: "", compression: "none", ...kafka.access("bench") } as const;
    for (const [name, bytes, count] of [
      ["100 B", 100, 60_000],
      ["1 KB", 1_000, 30_000],
    ] as const) {
      const records = createRecords(count, bytes);
      const topics: string[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        const topic = `bench-${bytes}-${round}`;
        const users = { writers: ["bench"], readers: ["bench"] };
        await kafka.withAdmin((admin) => createTopic(admin, { name: topic, partitions, ...users }));
        topics.push(topic);
      }
      const produced = await race(topics, records, {
        ours: produceOurs(config),
        bare: produceBare(config, 500, 10),
        // As many sends under way as there are callers of a busy server.
        single: (topic, all) => produceBare(config, 1, 50)(topic, all.slice(0, count / 12)),
      });
      printRows(`producer, ${name} a record, median of ${rounds} rounds in turn`, [
        ...compare(produced.ours, produced.bare),
        row("one message a send", median(produced.single.map((pace) => pace.perSecond)), "1/s"),
        row("ours / one message a send", ratio(produced.ours, produced.single, perSecond), "times", 5),
      ]);
      // What both producers left: a second's worth, because a consumer is faster.
      const consumed = await race(topics, [...records, ...records], {
        ours: consumeOurs(config),
        bare: consumeBare(config),
      });
      printRows(
        `consumer, ${name} a record, median of ${rounds} rounds in turn`,
        compare(consumed.ours, consumed.bare),
      );
    }
  } finally {
    await kafka.close();
  }
}

/** The first round is for the compiler of JavaScript and that of Java. */
async function race<Name extends string>(
  topics: readonly string[],
  records: readonly OutgoingRecord[],
  moves: Readonly<Record<Name, Move>>,
): Promise<Record<Name, Pace[]>> {
  const names = Object.keys(moves) as Name[];
  const paces = Object.fromEntries(names.map((name) => [name, [] as Pace[]])) as Record<Name, Pace[]>;
  for (const [round, topic] of topics.entries()) {
    // Who comes first in a round changes, too.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const pace = await moves[name](topic, records);
      if (round > 0) paces[name].push(pace);
    }
  }
  return paces;
}

const perSecond = (pace: Pace) => pace.perSecond;
const cpu = (pace: Pace) => pace.cpuMicroseconds;

function compare(ours: readonly Pace[], bare: readonly Pace[]): Row[] {
  return [
    row("ours", median(ours.map(perSecond)), "1/s"),
    row("bare kafkajs, ideal batches", median(bare.map(perSecond)), "1/s"),
    row("ours / bare kafkajs", ratio(ours, bare, perSecond), "times", 0.8),
    row("CPU per record, ours", median(ours.map(cpu)), "µs"),
    row("CPU per record, bare kafkajs", median(bare.map(cpu)), "µs"),
    row("CPU per record, bare / ours", ratio(bare, ours, cpu), "times", 0.8),
  ];
}

function row(what: string, value: number, unit: string, least?: number): Row {
  return { what, value, unit, ...(least !== undefined && { limit: { at: "least", value: least } }) };
}

/** Of the rounds one by one. */
function ratio(over: readonly Pace[], under: readonly Pace[], of: (pace: Pace) => number): number {
  return median(over.map((pace, round) => of(pace) / of(under[round] ?? pace)));
}

function createRecords(count: number, bytes: number): OutgoingRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `key-${index % 1000}`,
    value: Buffer.alloc(bytes, `${index} `),
  }));
}

/** Batches of 100, as requests bring them, 60 under way. */
function produceOurs(config: KafkaConfig): Move {
  return async (topic, records) => {
    const transport = await connectKafka({ ...config, topic }, { log });
    const producer = transport.createProducer();
    await producer.send(records.slice(0, partitions));
    const pace = await measure(records.length, () =>
      inParts(records, 100, 60, async (part) => {
        for (const { status } of await producer.send(part)) {
          if (status !== "acknowledged")
            throw new Error(`bench: records must be acknowledged, got ${status}.`);
        }
      }),
    );
    await transport.close();
    return pace;
  };
}

function produceBare(config: KafkaConfig, batch: number, underWay: number): Move {
  return async (topic, records) => {
    const producer = createClient(config, "bare", defaultTimings, log).producer();
    await producer.connect();
    const send = async (part: readonly OutgoingRecord[]) => {
      await producer.send({ topic, acks: -1, messages: [...part] });
    };
    await send(records.slice(0, partitions));
    const pace = await measure(records.length, () => inParts(records, batch, underWay, send));
    await producer.disconnect();
    return pace;
  };
}

/** Hands over part after part, so many at a time. */
async function inParts(
  records: readonly OutgoingRecord[],
  size: number,
  underWay: number,
  send: (part: readonly OutgoingRecord[]) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < records.length) {
      const from = next;
      next += size;
      await send(records.slice(from, from + size));
    }
  };
  await Promise.all(Array.from({ length: underWay }, work));
}

/** Both read the topic from its start, in a group of their own, and commit every batch. The clock runs from the first record. */
function consumeOurs(config: KafkaConfig): Move {
  return async (topic, records) => {
    const transport = await connectKafka({ ...config, topic }, { log });
    const consumer = transport.createConsumer({ group: `ours-${topic}`, instance: "bench" });
    const arrivals = new Arrivals(records.length);
    const reading = consumer.run(async (batch) => arrivals.add(batch.length));
    const pace = await arrivals.done;
    await consumer.close();
    await reading;
    await transport.close();
    return pace;
  };
}

function consumeBare(config: KafkaConfig): Move {
  return async (topic, records) => {
    const consumer = createClient(config, "bare", defaultTimings, log).consumer({ groupId: `bare-${topic}` });
    const arrivals = new Arrivals(records.length);
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({ eachBatch: async ({ batch }) => arrivals.add(batch.messages.length) });
    const pace = await arrivals.done;
    await consumer.disconnect();
    return pace;
  };
}

class Arrivals {
  readonly done: Promise<Pace>;
  readonly #expected: number;
  #resolve: (pace: Pace) => void = () => {};
  #first = 0;
  #received = 0;
  #began: ReturnType<typeof clocks> | undefined;

  constructor(expected: number) {
    this.#expected = expected;
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  add(records: number): void {
    this.#received += records;
    if (!this.#began) {
      this.#began = clocks();
      this.#first = records;
    } else if (this.#received >= this.#expected) {
      this.#resolve(paceOf(this.#received - this.#first, this.#began));
    }
  }
}

async function measure(records: number, move: () => Promise<void>): Promise<Pace> {
  // What a round before left over ends here.
  await sleep(200);
  const began = clocks();
  await move();
  return paceOf(records, began);
}

const clocks = () => ({ wall: performance.now(), cpu: process.cpuUsage() });

function paceOf(records: number, began: ReturnType<typeof clocks>): Pace {
  const { user, system } = process.cpuUsage(began.cpu);
  const seconds = (performance.now() - began.wall) / 1000;
  return { perSecond: records / seconds, cpuMicroseconds: (user + system) / records };
}
