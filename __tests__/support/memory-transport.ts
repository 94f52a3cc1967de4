import type {
  OutgoingRecord,
  ReceivedRecord,
  RecordConsumer,
  RecordProducer,
  SendResult,
  Transport,
} from "../../apps/messaging/transport.ts";

/** A stream of one partition in this process, with what a test needs to disturb it. */
export class MemoryTransport implements Transport {
  readonly name = "memory";
  readonly records: ReceivedRecord[] = [];
  /** Offset of the first record that no consumer has committed. */
  committed = 0;
  connected = true;
  streamId = "stream-1";
  closed = false;
  /** Decides the fate of a record; what it returns nothing for is taken. */
  fate: (record: OutgoingRecord) => SendResult | undefined = () => undefined;
  /** Sends wait for it. */
  gate: Promise<void> = Promise.resolve();
  /** Records whose fate is told only after {@link lateGate}; that of the others of the same send is told before. */
  late: (record: OutgoingRecord) => boolean = () => false;
  lateGate: Promise<void> = Promise.resolve();
  /** A read fails with it, once. */
  readError: Error | undefined;
  #wake: () => void = () => {};

  isConnected(): boolean {
    return this.connected;
  }

  put(value: string | Buffer, key: string | null = null): void {
    const offset = String(this.records.length);
    this.records.push({ partition: "0", offset, key, value: Buffer.from(value), timestamp: Date.now() });
    this.#wake();
  }

  createProducer(): RecordProducer {
    let closed = false;
    return {
      send: async (records, settled) => {
        if (closed) throw new Error("the producer is closed");
        await this.gate;
        const results: SendResult[] = [];
        for (const [index, record] of records.entries()) {
          const result = this.#take(record);
          results.push(result);
          if (!this.late(record)) settled?.(index, result);
        }
        if (records.some(this.late)) await this.lateGate;
        return results;
      },
      close: async () => {
        closed = true;
        await this.gate;
      },
    };
  }

  #take(record: OutgoingRecord): SendResult {
    const refused = this.fate(record);
    if (refused) return refused;
    const position = { partition: "0", offset: String(this.records.length) };
    this.put(record.value, record.key);
    return { status: "acknowledged", position };
  }

  createConsumer(): RecordConsumer {
    let closed = false;
    let next = this.committed;
    let finished: Promise<void> = Promise.resolve();
    const read = async (handle: (records: readonly ReceivedRecord[]) => Promise<void>) => {
      while (!closed) {
        const error = this.readError;
        this.readError = undefined;
        if (error) throw error;
        const batch = this.records.slice(next);
        if (batch.length === 0) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        } else {
          next += batch.length;
          await handle(batch);
          this.committed = next;
        }
      }
    };
    return {
      run: (handle) => {
        const running = read(handle);
        finished = running.catch(() => {});
        return running;
      },
      streamId: () => this.streamId,
      lag: () => this.records.length - next,
      close: async () => {
        closed = true;
        this.#wake();
        await finished;
      },
    };
  }

  /** Lets every reader look again, at an error for example. */
  wake(): void {
    this.#wake();
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
