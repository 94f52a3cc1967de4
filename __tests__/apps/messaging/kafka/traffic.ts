import type { ReceivedRecord, RecordConsumer, RecordProducer } from "../../../../apps/messaging/transport.ts";
import { until } from "../../../support/running-program.ts";

/** Enough for every partition to get some. */
const keys = 40;

/** Sends all the time, whatever happens, and remembers what was said about each record. */
export class Traffic {
  readonly acknowledged = new Set<string>();
  readonly reasons = new Map<string, number>();
  refused = 0;
  unknown = 0;
  sent = 0;
  readonly #producer: RecordProducer;
  readonly #timer: NodeJS.Timeout;
  readonly #open: Promise<void>[] = [];

  constructor(producer: RecordProducer) {
    this.#producer = producer;
    this.#timer = setInterval(() => this.#open.push(this.#send()), 5);
  }

  /** Waits until so many more are acknowledged. */
  async goOn(records: number): Promise<void> {
    const goal = this.acknowledged.size + records;
    await until(() => this.acknowledged.size >= goal, `${records} more acknowledged records`, 180_000);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#open);
  }

  async #send(): Promise<void> {
    const records = Array.from({ length: 5 }, () => {
      const number = this.sent++;
      return { key: `key-${number % keys}`, value: Buffer.from(String(number)) };
    });
    const results = await this.#producer.send(records);
    for (const [index, result] of results.entries()) {
      if (result.status === "acknowledged") this.acknowledged.add(String(records[index]?.value));
      else {
        this[result.status] += 1;
        this.reasons.set(result.reason, (this.reasons.get(result.reason) ?? 0) + 1);
      }
    }
  }
}

/** What the instances of one group have handled, each record when it first came. */
export class Harvest {
  readonly #byKey = new Map<string, number[]>();
  readonly #seen = new Set<string>();
  readonly partitions = new Set<string>();
  duplicates = 0;

  read(consumer: RecordConsumer): Promise<void> {
    return consumer.run(async (records) => {
      for (const record of records) this.#take(record);
      await new Promise((resolve) => setTimeout(resolve, 2));
    });
  }

  /** Waits until everything acknowledged has come; what did not within the time is the result. */
  async missing(acknowledged: ReadonlySet<string>): Promise<readonly string[]> {
    const lost = () => [...acknowledged].filter((value) => !this.#seen.has(value));
    await until(() => lost().length === 0, "everything acknowledged", 60_000).catch(() => {});
    return lost();
  }

  /** The keys of which a record came after a later one. */
  get disordered(): readonly string[] {
    return [...this.#byKey].flatMap(([key, numbers]) =>
      numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0)) ? [] : [key],
    );
  }

  get records(): number {
    return this.#seen.size;
  }

  #take({ key, value, partition }: ReceivedRecord): void {
    this.partitions.add(partition);
    const text = value.toString();
    if (this.#seen.has(text)) {
      this.duplicates += 1;
      return;
    }
    this.#seen.add(text);
    const numbers = this.#byKey.get(key ?? "") ?? [];
    numbers.push(Number(text));
    this.#byKey.set(key ?? "", numbers);
  }
}
