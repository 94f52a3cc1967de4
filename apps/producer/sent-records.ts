import type { RecordEvent } from "../messaging/records/cloud-event.ts";
import { eventTypes, keyOf } from "../messaging/records/record.ts";
import { shorten } from "../messaging/records/shorten.ts";
import type { Position, SendResult } from "../messaging/transport.ts";

/** One line of the page's list. */
export interface SentRecord {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly time: string;
  readonly status: SendResult["status"] | "pending";
  readonly position?: Position;
  readonly reason?: string;
  readonly data: object;
}

export interface SendCounts {
  /** Handed to the transport. The others add up to it, but for what is still in hand. */
  readonly produced: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unknown: number;
}

const LISTED = 50;

/** What became of the records: totals of all, details of the newest. */
export class SentRecords {
  readonly #counts = { produced: 0, acknowledged: 0, refused: 0, unknown: 0 };
  /** Oldest first. */
  #recent: SentRecord[] = [];

  get counts(): SendCounts {
    return { ...this.#counts };
  }

  /** Newest first. */
  get recent(): readonly SentRecord[] {
    return this.#recent.toReversed();
  }

  get inHand(): number {
    const { produced, acknowledged, refused, unknown } = this.#counts;
    return produced - acknowledged - refused - unknown;
  }

  handedOver(events: readonly RecordEvent[]): void {
    this.#counts.produced += events.length;
    const pending = events.slice(-LISTED).map(({ id, time, record }) => ({
      id,
      type: eventTypes[record.kind],
      key: keyOf(record),
      time: new Date(time ?? Date.now()).toISOString(),
      status: "pending" as const,
      data: shorten(record.data),
    }));
    this.#recent = [...this.#recent, ...pending].slice(-LISTED);
  }

  settled(events: readonly RecordEvent[], results: readonly SendResult[]): void {
    for (const { status } of results) this.#counts[status]++;
    const byId = new Map(events.map(({ id }, index) => [id, results[index]]));
    this.#recent = this.#recent.map((sent) => {
      const result = sent.status === "pending" ? byId.get(sent.id) : undefined;
      return result ? { ...sent, ...result } : sent;
    });
  }
}
