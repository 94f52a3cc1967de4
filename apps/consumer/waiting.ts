/** A transport comes back to a batch within 2 s and a try ends within 35 s: what is older is another instance's matter. */
const CURRENT_MS = 40_000;

interface Failure {
  readonly reason: string;
  readonly at: number;
}

/** The partitions whose batch could not be applied and comes again, for a reason that may pass. */
export class Waiting {
  readonly #failures = new Map<string, Failure>();

  failed(partition: string, reason: string): void {
    this.#failures.set(partition, { reason, at: performance.now() });
  }

  applied(partition: string): void {
    this.#failures.delete(partition);
  }

  get partitions(): number {
    this.#forgetOld();
    return this.#failures.size;
  }

  /** One sentence for each partition. */
  get reasons(): readonly string[] {
    this.#forgetOld();
    return [...this.#failures].map(([partition, { reason }]) => `partition ${partition} waits: ${reason}`);
  }

  #forgetOld(): void {
    const oldest = performance.now() - CURRENT_MS;
    for (const [partition, { at }] of this.#failures) if (at < oldest) this.#failures.delete(partition);
  }
}
