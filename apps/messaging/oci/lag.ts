import type { ReceivedRecord } from "../transport.ts";

/** An answer of the service ends at about 1 MiB of decoded keys and values, whatever was asked for. */
const fullAnswerBytes = 900_000;

/**
 * How far a reader is behind. The service does not tell: it has no call for the
 * newest offset, and offsets leave gaps. So it is known only when an answer had
 * room left, because then nothing more was there.
 */
export class Lag {
  #inHand: number | undefined;

  /** Records not yet handed over; undefined before the first get and while there is more than a get can bring. */
  get records(): number | undefined {
    return this.#inHand;
  }

  /** Takes one get's answer into account; `asked` is the limit that was asked for. */
  read(records: readonly ReceivedRecord[], asked: number): void {
    let bytes = 0;
    for (const { value } of records) bytes += value.length;
    this.#inHand = records.length >= asked || bytes >= fullAnswerBytes ? undefined : records.length;
  }

  handedOver(records: number): void {
    if (this.#inHand !== undefined) this.#inHand -= records;
  }

  /** After the partitions were given up or may have changed hands. */
  forget(): void {
    this.#inHand = undefined;
  }
}

/** In the order in which the partitions first appear; `Map.groupBy` needs a newer Node. */
export function groupByPartition(records: readonly ReceivedRecord[]): Map<string, ReceivedRecord[]> {
  const groups = new Map<string, ReceivedRecord[]>();
  for (const record of records) {
    const own = groups.get(record.partition);
    if (own) own.push(record);
    else groups.set(record.partition, [record]);
  }
  return groups;
}
