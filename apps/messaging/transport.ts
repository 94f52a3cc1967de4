/** What the programs know about a stream, whichever engine carries it. */

/** A record on its way out. Records with the same key keep their order; a null key goes anywhere. */
export interface OutgoingRecord {
  readonly key: string | null;
  readonly value: Buffer;
}

/** Where the stream keeps a record. Offsets rise within a partition but may leave gaps. */
export interface Position {
  readonly partition: string;
  readonly offset: string;
}

export interface ReceivedRecord extends Position {
  readonly key: string | null;
  readonly value: Buffer;
  /** When the stream took the record, in milliseconds since the epoch. */
  readonly timestamp: number;
}

/** What became of one record that was sent. */
export type SendResult =
  | { readonly status: "acknowledged"; readonly position: Position }
  /** Known not to be in the stream. */
  | { readonly status: "refused"; readonly reason: string }
  /** The stream may or may not have it: an answer never came. */
  | { readonly status: "unknown"; readonly reason: string };

export interface RecordProducer {
  /**
   * Resolves, in the order of `records`, when the fate of every record is known. Never rejects for a record.
   * A producer that knows a fate earlier may tell it to `settled`, by the record's index and at most once.
   */
  send(
    records: readonly OutgoingRecord[],
    settled?: (index: number, result: SendResult) => void,
  ): Promise<readonly SendResult[]>;
  /** Takes no more records, waits until the fate of everything in hand is known, then lets go of the connection. */
  close(): Promise<void>;
}

export interface RecordConsumer {
  /**
   * Hands batches of one partition to `handle` and commits each after `handle`
   * resolves; a rejection leaves the batch uncommitted and it comes again.
   * Resolves after {@link close}; rejects when the stream cannot be read at all.
   */
  run(handle: (records: readonly ReceivedRecord[]) => Promise<void>): Promise<void>;
  /**
   * Which stream the batch in hand comes from. Offsets mean something only together with it: a stream that is made
   * anew under the same name counts from the start again, and so has another id (an OCID; Kafka's cluster and topic).
   */
  streamId(): string;
  /** Records not yet handed over, over all partitions this instance reads; undefined until known. */
  lag(): number | undefined;
  /** How many partitions this instance has, where the engine tells its members; undefined until known. */
  partitions?(): number | undefined;
  /** Finishes and commits the batch in hand, then lets go of the partitions. */
  close(): Promise<void>;
}

/** A connection to one stream. Made by `connect`, which rejects if the stream cannot be reached. */
export interface Transport {
  /** `oci-streaming` or `kafka`: a label for logs and metrics. */
  readonly name: string;
  /** False while the service refuses or does not answer; drives /readyz. */
  isConnected(): boolean;
  createProducer(): RecordProducer;
  createConsumer(options: { readonly group: string; readonly instance: string }): RecordConsumer;
  close(): Promise<void>;
}
