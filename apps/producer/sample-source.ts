import type { RecordKind } from "../messaging/config.ts";
import { newEvent, type RecordEvent } from "../messaging/records/cloud-event.ts";
import { sampleRecord } from "../messaging/records/samples.ts";
import { TurnedAway } from "./budget.ts";
import type { Sender } from "./sender.ts";

const TICK_MS = 100;

export type MakeSamples = (count: number) => readonly RecordEvent[];

/** Makes sample events, the record kinds taking turns. */
export function createSamples(kinds: readonly RecordKind[], source: string): MakeSamples {
  let turn = 0;
  return (count) =>
    Array.from({ length: count }, () => {
      const kind = kinds[turn++ % kinds.length] ?? "people";
      return newEvent(source, sampleRecord(kind, Math.random));
    });
}

/** Sends sample records at a steady rate, and fewer when the stream does not keep up. */
export class SampleSource {
  readonly #sender: Sender;
  readonly #make: MakeSamples;
  #perSecond = 0;
  #timer: NodeJS.Timeout | undefined;
  #last = 0;
  /** Records, and a fraction of one, that are due. */
  #due = 0;
  #inHand = 0;
  /** There was no room; by `performance.now`. */
  #pausedUntil = 0;
  #closed = false;

  constructor(sender: Sender, make: MakeSamples) {
    this.#sender = sender;
    this.#make = make;
  }

  get perSecond(): number {
    return this.#perSecond;
  }

  set perSecond(perSecond: number) {
    if (this.#closed) return;
    this.#perSecond = perSecond;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (perSecond === 0) return;
    this.#last = performance.now();
    this.#due = 1; // The first comes at once, however slow the rate.
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
  }

  /** No sample comes after this, whatever rate is set. */
  close(): void {
    this.perSecond = 0;
    this.#closed = true;
  }

  #tick(): void {
    const now = performance.now();
    const elapsed = now - this.#last;
    this.#last = now;
    if (!this.#sender.wasConnected || now < this.#pausedUntil) return;
    this.#due += (this.#perSecond * Math.min(elapsed, 1000)) / 1000;
    // What is due while the stream is slow, or the process asleep, is left out: it would come as a burst.
    const room = Math.max(1, Math.floor(this.#perSecond)) - this.#inHand;
    const count = Math.min(Math.floor(this.#due), room);
    this.#due %= 1;
    if (count > 0) void this.#send(count);
  }

  async #send(count: number): Promise<void> {
    this.#inHand += count;
    try {
      // A sample that the stream refuses is counted by the sender.
      await this.#sender.send(this.#make(count));
    } catch (error) {
      // The clients' records come first; what is not made is not missed.
      if (error instanceof TurnedAway) this.#pausedUntil = performance.now() + error.retryAfter * 1000;
    }
    this.#inHand -= count;
  }
}
