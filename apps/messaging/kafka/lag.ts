import type { Reach } from "./connection.ts";

/** How far a reader is behind, over the partitions that it has at the moment. Counts offsets, as Kafka's own tools do. */
export class Lag {
  #assigned: readonly number[] | undefined;
  readonly #next = new Map<number, number>();
  readonly #end = new Map<number, number>();

  /** Records not yet handed over; undefined until something is known about every partition. */
  get records(): number | undefined {
    let total = 0;
    for (const partition of this.#assigned ?? []) {
      const next = this.#next.get(partition);
      const end = this.#end.get(partition);
      if (next === undefined || end === undefined) return undefined;
      total += Math.max(0, end - next);
    }
    return this.#assigned && total;
  }

  /** How many this instance has; undefined before the group has assigned any. */
  get partitions(): number | undefined {
    return this.#assigned?.length;
  }

  /** Forgets the partitions that have gone; where the new ones are is learned. */
  assign(partitions: readonly number[]): void {
    this.#assigned = partitions;
    this.#next.clear();
    this.#end.clear();
  }

  /** What the group has committed; a partition without a commit is read from its oldest record. */
  learn(committed: ReadonlyMap<number, number>, reach: ReadonlyMap<number, Reach>): void {
    for (const [partition, { low, high }] of reach) {
      if (!this.#next.has(partition))
        this.#next.set(partition, Math.max(low, committed.get(partition) ?? low));
      this.#end.set(partition, high);
    }
  }

  read(partition: number, first: string, end: string): void {
    this.#next.set(partition, Number(first));
    this.#end.set(partition, Number(end));
  }

  handedOver(partition: number, last: string): void {
    this.#next.set(partition, Number(last) + 1);
  }
}
