import { StreamingStream } from "@cdktf/provider-oci/streaming-stream";
import { StreamingStreamPool } from "@cdktf/provider-oci/streaming-stream-pool";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface StreamPoolProps {
  readonly compartmentId: string;
  readonly name: string;
  readonly freeformTags: FreeformTags;
}

/** Streams that share their endpoint, encryption and Kafka settings. */
export class StreamPool extends Construct {
  public readonly poolId: string;

  constructor(scope: Construct, id: string, props: StreamPoolProps) {
    super(scope, id);
    this.poolId = new StreamingStreamPool(this, "Resource", {
      ...props,
      lifecycle: ignoreTagDefaults,
    }).id;
  }
}

export interface StreamProps {
  readonly pool: StreamPool;
  /** Unique in the pool. A change replaces the stream: its messages are lost. */
  readonly name: string;
  /**
   * Each takes 1 MB and is read by one consumer of a group at a time, so it
   * also limits how many consumers share the work. A change replaces the
   * stream: its messages are lost.
   * https://docs.oracle.com/iaas/Content/Streaming/Concepts/streamingoverview.htm
   */
  readonly partitions: number;
  /** How long a message can be read, 24 to 168 hours. A change replaces the stream: its messages are lost. */
  readonly retentionInHours: number;
  readonly freeformTags: FreeformTags;
}

/** A partitioned log of messages. */
export class Stream extends Construct {
  public readonly streamId: string;
  public readonly messagesEndpoint: string;
  public readonly poolId: string;

  constructor(scope: Construct, id: string, props: StreamProps) {
    super(scope, id);
    const { pool, ...settings } = props;
    // No compartment: Oracle takes the pool's and refuses both.
    const stream = new StreamingStream(this, "Resource", {
      ...settings,
      streamPoolId: pool.poolId,
      lifecycle: ignoreTagDefaults,
    });

    this.streamId = stream.id;
    this.messagesEndpoint = stream.messagesEndpoint;
    this.poolId = pool.poolId;
  }
}
