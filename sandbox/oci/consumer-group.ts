import type { ReadPosition } from "./cursor.ts";
import { cursorInvalid } from "./errors.ts";

interface Member {
  readonly timeoutInMs: number;
  readonly seenAt: number;
}

interface Reservation {
  readonly instance: string;
  /** Rises with each reservation of the group, so that a lost one is never mistaken for a later one. */
  readonly number: number;
}

interface GroupPartition {
  /** Where the group starts; undefined is the oldest record at the time of reading. */
  start: number | undefined;
  committed: number | undefined;
  reservation: Reservation | undefined;
}

/**
 * Who reads which partition, and how far the group has come. There is no leave
 * call: an instance that is not heard of for its timeout loses everything. An
 * instance that holds more than its share gives the surplus up at its own next
 * get, after its batch was committed.
 */
export class ConsumerGroup {
  readonly #partitions: GroupPartition[];
  /** In the order in which they came. */
  readonly #members = new Map<string, Member>();
  #reservations = 0;
  usedAt = 0;

  constructor(start: readonly (number | undefined)[]) {
    this.#partitions = start.map((position) => ({
      start: position,
      committed: undefined,
      reservation: undefined,
    }));
  }

  /** Counts as a sign of life; a new instance joins. */
  join(instance: string, timeoutInMs: number, now: number): void {
    this.#expire(now);
    this.#members.set(instance, { timeoutInMs, seenAt: now });
    this.usedAt = now;
  }

  /** Partitions that the instance holds, without taking or giving any. */
  held(instance: string): number[] {
    return [...this.#partitions.keys()].filter(
      (partition) => this.#partitions[partition]?.reservation?.instance === instance,
    );
  }

  /** Gives up what is above the fair share, takes what is free up to it, and returns what is held then. */
  rebalance(instance: string): number[] {
    const rank = [...this.#members.keys()].indexOf(instance);
    const count = this.#partitions.length;
    const share = Math.floor(count / this.#members.size) + (rank < count % this.#members.size ? 1 : 0);
    let held = this.held(instance).length;
    for (const partition of this.#partitions.toReversed()) {
      if (held <= share) break;
      if (partition.reservation?.instance !== instance) continue;
      partition.reservation = undefined;
      held -= 1;
    }
    for (const partition of this.#partitions) {
      if (held >= share) break;
      if (partition.reservation) continue;
      this.#reservations += 1;
      partition.reservation = { instance, number: this.#reservations };
      held += 1;
    }
    return this.held(instance);
  }

  /** Where an instance reads on: where its cursor was, if it has held the partition since, else the commit. */
  position(partition: number, read: readonly ReadPosition[], oldest: number): number {
    const state = this.#partitions[partition];
    const mine = read.find((entry) => entry.partition === partition);
    if (mine && mine.reservation === state?.reservation?.number) return mine.position;
    return state?.committed ?? state?.start ?? oldest;
  }

  reservationNumber(partition: number): number {
    return this.#partitions[partition]?.reservation?.number ?? 0;
  }

  /**
   * Refused as a whole when the instance has lost one of the partitions: another
   * one may have read it since. Commits never go back.
   */
  commit(instance: string, read: readonly ReadPosition[], now: number): void {
    this.#requireReservations(instance, read, now);
    this.commitHeld(instance, read);
  }

  /** Commits what the instance still holds, and passes over the rest in silence, as commit-on-get does. */
  commitHeld(instance: string, read: readonly ReadPosition[]): void {
    for (const entry of read) {
      const partition = this.#partitions[entry.partition];
      if (partition && this.#holds(instance, entry)) {
        partition.committed = Math.max(partition.committed ?? 0, entry.position);
      }
    }
  }

  heartbeat(instance: string, read: readonly ReadPosition[], now: number): void {
    this.#requireReservations(instance, read, now);
  }

  /** Sends every instance to a new place: what they have read and not committed no longer counts. */
  reset(start: readonly (number | undefined)[]): void {
    for (const [index, partition] of this.#partitions.entries()) {
      partition.start = start[index];
      partition.committed = undefined;
      if (!partition.reservation) continue;
      this.#reservations += 1;
      partition.reservation = { instance: partition.reservation.instance, number: this.#reservations };
    }
  }

  /** As GetGroup answers it. */
  describe(partitionIds: readonly string[], now: number): object[] {
    this.#expire(now);
    return this.#partitions.map(({ committed, reservation }, index) => {
      const member = reservation && this.#members.get(reservation.instance);
      return {
        partition: partitionIds[index],
        ...(committed !== undefined && committed > 0 && { committedOffset: committed - 1 }),
        ...(member && {
          reservedInstance: reservation.instance,
          timeReservedUntil: new Date(member.seenAt + member.timeoutInMs).toISOString(),
        }),
      };
    });
  }

  #requireReservations(instance: string, read: readonly ReadPosition[], now: number): void {
    this.#expire(now);
    const member = this.#members.get(instance);
    if (!member || !read.every((entry) => this.#holds(instance, entry))) throw cursorInvalid();
    this.join(instance, member.timeoutInMs, now);
  }

  #holds(instance: string, entry: ReadPosition): boolean {
    const reservation = this.#partitions[entry.partition]?.reservation;
    return reservation?.instance === instance && reservation.number === entry.reservation;
  }

  #expire(now: number): void {
    for (const [instance, { timeoutInMs, seenAt }] of this.#members) {
      if (now - seenAt < timeoutInMs) continue;
      this.#members.delete(instance);
      for (const partition of this.#partitions) {
        if (partition.reservation?.instance === instance) partition.reservation = undefined;
      }
    }
  }
}
