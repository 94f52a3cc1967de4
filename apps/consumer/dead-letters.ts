import type { Batch, DeadLetter, DeadLetterPage, Entry, Resent } from "./results.ts";
import { SHOWN_BYTES } from "./results.ts";

const KEPT = 200;
/** Of all values together. */
const KEPT_BYTES = 32 * 1024 * 1024;

/** The newest records that could not be read, and the number of all of them. */
export class DeadLetters {
  #total = 0;
  #resent = 0;
  #bytes = 0;
  /** Oldest first. */
  readonly #letters: DeadLetter[] = [];

  get total(): number {
    return this.#total;
  }

  add({ stream, partition }: Batch, { received }: Entry, reason: string): void {
    this.#total++;
    const { offset, key, value } = received;
    this.#letters.push({
      id: String(this.#total),
      stream,
      partition,
      offset,
      key,
      reason,
      value,
      bytes: value.length,
      receivedAt: new Date().toISOString(),
      resent: undefined,
    });
    this.#bytes += value.length;
    while (this.#letters.length > KEPT || this.#bytes > KEPT_BYTES) {
      this.#bytes -= this.#letters.shift()?.bytes ?? 0;
    }
  }

  page(count: number, before = String(this.#total + 1)): DeadLetterPage {
    const older = this.#letters.filter(({ id }) => BigInt(id) < BigInt(before));
    const letters = count === 0 ? [] : older.slice(-count).reverse();
    return {
      total: this.#total,
      waiting: this.#total - this.#resent,
      letters: letters.map((letter) => ({ ...letter, value: letter.value.subarray(0, SHOWN_BYTES) })),
    };
  }

  find(id: string): DeadLetter | undefined {
    return this.#letters.find((letter) => letter.id === id);
  }

  markResent(id: string, as: Omit<Resent, "at">): DeadLetter | undefined {
    const index = this.#letters.findIndex((letter) => letter.id === id);
    const letter = this.#letters[index];
    if (!letter || letter.resent) return letter;
    const marked = { ...letter, resent: { ...as, at: new Date().toISOString() } };
    this.#letters[index] = marked;
    this.#resent++;
    return marked;
  }
}
