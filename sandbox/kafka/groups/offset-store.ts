export interface CommittedOffset {
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string | null;
}

/** How far a group has come in each partition. */
export class OffsetStore {
  readonly #topics = new Map<string, Map<number, CommittedOffset>>();

  set(topic: string, partition: number, committed: CommittedOffset): void {
    const partitions = this.#topics.get(topic) ?? new Map<number, CommittedOffset>();
    this.#topics.set(topic, partitions.set(partition, committed));
  }

  get(topic: string, partition: number): CommittedOffset | undefined {
    return this.#topics.get(topic)?.get(partition);
  }

  delete(topic: string, partition: number): void {
    this.#topics.get(topic)?.delete(partition);
  }

  deleteTopic(topic: string): void {
    this.#topics.delete(topic);
  }

  all(): { readonly name: string; readonly partitionIndexes: number[] }[] {
    return [...this.#topics].map(([name, partitions]) => ({
      name,
      partitionIndexes: [...partitions.keys()],
    }));
  }
}
