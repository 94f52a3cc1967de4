import type { Person } from "../messaging/records/person.ts";
import type { StreamRecord } from "../messaging/records/record.ts";
import type { ReceivedRecord } from "../messaging/transport.ts";

/** A record of a batch, and what it says; `reason` when nobody can tell. */
export type Entry =
  | {
      readonly received: ReceivedRecord;
      readonly record: StreamRecord;
      /** When it came to be, in milliseconds since the epoch. */
      readonly time: number;
      /** Undefined for the bare forms, which carry none: only their position tells them from others. */
      readonly identity: { readonly source: string; readonly id: string } | undefined;
    }
  | { readonly received: ReceivedRecord; readonly reason: string };

/** Records of one partition in the order of their offsets; at least one. */
export interface Batch {
  /** As the transport's `streamId()` says. */
  readonly stream: string;
  readonly partition: string;
  readonly entries: readonly Entry[];
}

/** What became of a batch. */
export interface Applied {
  readonly applied: readonly Entry[];
  /** Records that had been applied before, by this instance or another. */
  readonly duplicates: number;
  readonly deadLetters: number;
}

/** Of the whole group, since its beginning. */
export interface Totals {
  readonly consumed: number;
  readonly duplicates: number;
  readonly deadLetters: number;
}

export interface PersonRow extends Person {
  /** RFC 3339, of the first record of this name. */
  readonly created: string;
  /** RFC 3339, of the latest. */
  readonly changed: string;
}

export interface People {
  readonly total: number;
  /** Latest change first. */
  readonly people: readonly PersonRow[];
}

export interface VoiceTotal {
  readonly voice: string;
  readonly total: number;
  readonly ratings: number;
}

export interface Ratings {
  readonly battles: number;
  /** Of all voices, listed or not. */
  readonly total: number;
  /** The best first. */
  readonly voices: readonly VoiceTotal[];
}

/** A record that nobody could read, with all of its bytes. */
export interface DeadLetter {
  /** Rises from letter to letter. */
  readonly id: string;
  readonly stream: string;
  readonly partition: string;
  readonly offset: string;
  readonly key: string | null;
  readonly reason: string;
  /** The bytes, or their beginning where a list shows them. */
  readonly value: Buffer;
  /** Length of the whole value. */
  readonly bytes: number;
  /** RFC 3339. */
  readonly receivedAt: string;
  /** Undefined until it was sent again. */
  readonly resent: Resent | undefined;
}

export interface Resent {
  /** RFC 3339. */
  readonly at: string;
  /** CloudEvents source and id of the record that took its place. */
  readonly source: string;
  readonly id: string;
}

export interface DeadLetterPage {
  readonly total: number;
  /** Those that were not sent again. */
  readonly waiting: number;
  /** Newest first. */
  readonly letters: readonly DeadLetter[];
}

/** Bytes of a dead letter that a list shows. */
export const SHOWN_BYTES = 4096;

/** What the records add up to, and how far each partition has been added up. */
export interface Results {
  /** False: it is gone when the process ends. */
  readonly kept: boolean;
  /** To be called before anything else; rejects, with the reason, for as long as nothing can be kept. */
  open(): Promise<void>;
  /** All of the batch or, when it rejects, nothing of it; then the batch may come again. */
  apply(batch: Batch): Promise<Applied>;
  totals(): Promise<Totals>;
  people(count: number): Promise<People>;
  ratings(count: number): Promise<Ratings>;
  /** @param before an id: the page ends before that letter */
  deadLetters(count: number, before?: string): Promise<DeadLetterPage>;
  deadLetter(id: string): Promise<DeadLetter | undefined>;
  /** Undefined when there is no such letter. A letter that was sent again keeps what it says about that. */
  markResent(id: string, as: Omit<Resent, "at">): Promise<DeadLetter | undefined>;
  close(): Promise<void>;
}
