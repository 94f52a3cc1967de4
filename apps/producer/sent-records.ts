import type { RecordEvent } from "../messaging/records/cloud-event.ts";
import { eventTypes, keyOf, type StreamRecord } from "../messaging/records/record.ts";
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

interface Listed {
  readonly id: string;
  readonly time: number;
  readonly record: StreamRecord;
  result: SendResult | undefined;
}

const LISTED = 50;

/** What became of the records: totals of all, details of the newest. */
export class SentRecords {
  readonly #counts = { produced: 0, acknowledged: 0, refused: 0, unknown: 0 };
  /** Oldest first. */
  readonly #listed = new Map<RecordEvent, Listed>();

  get counts(): SendCounts {
    return { ...this.#counts };
  }

  /** Newest first. Made when somebody looks, which is seldom against the number of records. */
  get recent(): readonly SentRecord[] {
    return [...this.#listed.values()].toReversed().map(({ id, time, record, result }) => ({
      id,
      type: eventTypes[record.kind],
      key: keyOf(record),
      time: new Date(time).toISOString(),
      status: "pending",
      ...result,
      data: record.data,
    }));
  }

  get inHand(): number {
    const { produced, acknowledged, refused, unknown } = this.#counts;
    return produced - acknowledged - refused - unknown;
  }

  handedOver(events: readonly RecordEvent[]): void {
    this.#counts.produced += events.length;
    for (const event of events.slice(-LISTED)) {
      const { id, time = Date.now(), record } = event;
      const shown = { ...record, data: shorten(record.data) } as StreamRecord;
      this.#listed.set(event, { id, time, record: shown, result: undefined });
    }
    for (const oldest of this.#listed.keys()) {
      if (this.#listed.size <= LISTED) break;
      this.#listed.delete(oldest);
    }
  }

  settled(event: RecordEvent | undefined, result: SendResult): void {
    this.#counts[result.status]++;
    const listed = event && this.#listed.get(event);
    if (listed) listed.result = result;
  }
}
