import type { ReceivedRecord } from "../messaging/transport.ts";

export interface DeadLetter {
  readonly partition: string;
  readonly offset: string;
  readonly reason: string;
  /** The beginning of what was received; all of it is in the stream, at this position. */
  readonly value: string;
  readonly encoding: "utf8" | "base64";
  /** Length of the whole value. */
  readonly bytes: number;
  readonly receivedAt: string;
}

const KEPT = 200;
const KEPT_BYTES = 4096;

/** The newest records that could not be read, and the number of all of them. */
export class DeadLetters {
  #total = 0;
  /** Oldest first. */
  readonly #letters: DeadLetter[] = [];

  get total(): number {
    return this.#total;
  }

  add({ partition, offset, value }: ReceivedRecord, reason: string): void {
    this.#total++;
    const receivedAt = new Date().toISOString();
    this.#letters.push({ partition, offset, reason, ...show(value), bytes: value.length, receivedAt });
    if (this.#letters.length > KEPT) this.#letters.shift();
  }

  /** Newest first. */
  latest(count = KEPT): readonly DeadLetter[] {
    return this.#letters.slice(-count).reverse();
  }
}

function show(value: Buffer): Pick<DeadLetter, "value" | "encoding"> {
  const kept = value.subarray(0, KEPT_BYTES);
  try {
    // `stream` leaves out a character that the cut halved, instead of taking it for a fault.
    const text = new TextDecoder("utf-8", { fatal: true }).decode(kept, {
      stream: kept.length < value.length,
    });
    return { value: text, encoding: "utf8" };
  } catch {
    return { value: kept.toString("base64"), encoding: "base64" };
  }
}
