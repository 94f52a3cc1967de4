import type {
  OutgoingRecord,
  ReceivedRecord,
  RecordConsumer,
  RecordProducer,
  SendResult,
  Transport,
} from "../../../apps/messaging/transport.ts";

/** One partition in memory: enough for a page to have something to show. */
export class MemoryStream implements Transport {
  readonly name = "memory";
  readonly records: ReceivedRecord[] = [];
  /** Why every record is refused; undefined takes them. */
  refusal: string | undefined;
  /** Answers wait for this. */
  gate: Promise<void> = Promise.resolve();

  isConnected(): boolean {
    return true;
  }

  async close(): Promise<void> {}

  createProducer(): RecordProducer {
    return {
      send: async (records) => {
        await this.gate;
        return records.map((record) => this.#take(record));
      },
      close: async () => {},
    };
  }

  createConsumer(): RecordConsumer {
    let next = 0;
    let open = true;
    return {
      run: async (handle) => {
        while (open) {
          const batch = this.records.slice(next);
          if (batch.length > 0) await handle(batch);
          next += batch.length;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      },
      streamId: () => "memory",
      lag: () => this.records.length - next,
      close: async () => {
        open = false;
      },
    };
  }

  /** Puts a value into the stream that no producer of ours would send. */
  put(value: string | Buffer): void {
    this.#take({ key: null, value: Buffer.from(value) });
  }

  #take({ key, value }: OutgoingRecord): SendResult {
    if (this.refusal !== undefined) return { status: "refused", reason: this.refusal };
    const position = { partition: "0", offset: String(this.records.length) };
    this.records.push({ ...position, key, value, timestamp: Date.now() });
    return { status: "acknowledged", position };
  }
}
