import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** Ratings in one request, unless somebody wants more. */
const usualBatch = 10;

export interface TrafficOptions {
  /** Of the producer. */
  readonly url: string;
  /** Records a second, over all senders. */
  readonly perSecond: number;
  /** Distinguishes the records of one run from those of another in the same stream. */
  readonly run: string;
}

/**
 * Sends numbered ratings and repeats a request, with the same Idempotency-Key,
 * until the producer acknowledges it, as a careful client does.
 */
export class Traffic {
  /** Numbers of the records that the producer has acknowledged. */
  readonly acknowledged = new Set<number>();
  /** Attempts that ended otherwise, by what was answered. */
  readonly refusals = new Map<string, number>();
  private readonly options: TrafficOptions;
  private readonly open = new Set<Promise<void>>();
  private readonly ended = new AbortController();
  private next = 0;
  private finished: Promise<void> = Promise.resolve();
  private failure: Error | undefined;

  constructor(options: TrafficOptions) {
    this.options = options;
  }

  /** Records that were given to a request so far. */
  get sent(): number {
    return this.next;
  }

  start(): void {
    this.finished = this.flow();
  }

  /** No new requests; resolves when every open one is acknowledged. */
  async stop(): Promise<void> {
    this.ended.abort();
    await this.finished;
    await Promise.all(this.open);
    if (this.failure) throw this.failure;
  }

  private async flow(): Promise<void> {
    const { perSecond } = this.options;
    const began = performance.now();
    let paced = 0;
    while (!this.ended.signal.aborted) {
      const due = ((performance.now() - began) / 1000) * perSecond;
      while (paced + usualBatch <= due) {
        this.request(usualBatch);
        paced += usualBatch;
      }
      await sleep(10);
    }
  }

  /**
   * One more request, at once, whatever the pace.
   *
   * @param padding characters that make each of its records longer
   */
  request(records: number, padding = 0): void {
    const numbers = Array.from({ length: records }, (_, index) => this.next + index);
    this.next += records;
    const request: Promise<void> = this.repeat(numbers, padding)
      .catch((error: Error) => {
        this.failure ??= error;
      })
      .finally(() => this.open.delete(request));
    this.open.add(request);
  }

  private async repeat(numbers: readonly number[], padding: number): Promise<void> {
    const { run, url } = this.options;
    const body = JSON.stringify(numbers.map((number) => ratingOf(run, number, padding)));
    const headers = { "content-type": "application/json", "idempotency-key": randomUUID() };
    for (;;) {
      const answer = await fetch(`${url}/records`, {
        method: "POST",
        body,
        headers,
        signal: AbortSignal.timeout(30_000),
      }).catch((error: Error) => error);
      if (answer instanceof Response) await answer.arrayBuffer().catch(() => undefined);
      if (answer instanceof Response && answer.ok) {
        for (const number of numbers) this.acknowledged.add(number);
        return;
      }
      const what = answer instanceof Response ? String(answer.status) : "no answer";
      this.refusals.set(what, (this.refusals.get(what) ?? 0) + 1);
      if (
        answer instanceof Response &&
        answer.status >= 400 &&
        answer.status < 500 &&
        answer.status !== 429
      ) {
        throw new Error(`producer: must take a good record, got ${what} for number ${numbers[0]}.`);
      }
      await sleep(waitBefore(answer));
    }
  }
}

/** A voice of its own for each record, so that the results show how often it was applied. */
function ratingOf(run: string, number: number, padding: number) {
  const voice = `${run}-${number}${padding > 0 ? `~${"x".repeat(padding)}` : ""}`;
  return { battle: `${run}-${number % 50}`, voice1: voice, voice2: `${run}-all`, rating: 1 };
}

/** Milliseconds: what the answer asks for, or a little that differs from one client to the next. */
function waitBefore(answer: Response | Error): number {
  const seconds =
    answer instanceof Response ? Number(answer.headers.get("retry-after") ?? Number.NaN) : Number.NaN;
  return Number.isFinite(seconds) ? seconds * 1000 : 100 + Math.random() * 200;
}
