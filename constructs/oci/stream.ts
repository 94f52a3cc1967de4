import { StreamingStream } from "@cdktf/provider-oci/streaming-stream";
import { StreamingStreamPool } from "@cdktf/provider-oci/streaming-stream-pool";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface StreamPoolProps {
  readonly compartmentId: string;
  readonly name: string;
  /**
   * Encrypts the messages of all streams in the pool. The Streaming service
   * must be allowed to use it (ServiceKeyPolicy) before the pool is made. A
   * change encrypts anew and replaces nothing.
   *
   * @default a key of Oracle's own
   */
  readonly keyId?: string;
  /**
   * Where the pool's only address is: PrivateStreamEndpoint. A change replaces
   * the pool and its streams: their messages are lost.
   *
   * @default an address on the internet
   */
  readonly endpoint?: { readonly subnetId: string; readonly securityGroupId: string };
  /**
   * What Kafka clients find: https://docs.oracle.com/iaas/Content/Streaming/Tasks/kafkacompatibility.htm
   * A topic that nobody made is refused and not created on the spot: a
   * misspelt name would otherwise become a stream that is paid for.
   *
   * @default Oracle's own settings
   */
  readonly kafka?: KafkaSettings;
  readonly freeformTags: FreeformTags;
}

/** For topics that are made over the Kafka protocol without saying how. */
export interface KafkaSettings {
  readonly partitions: number;
  /** 24 to 168. */
  readonly retentionInHours: number;
}

/** Streams that share their endpoint, encryption and Kafka settings. */
export class StreamPool extends Construct {
  public readonly poolId: string;

  constructor(scope: Construct, id: string, props: StreamPoolProps) {
    super(scope, id);
    const { compartmentId, name, keyId, endpoint, kafka, freeformTags } = props;
    this.poolId = new StreamingStreamPool(this, "Resource", {
      compartmentId,
      name,
      ...(keyId === undefined ? {} : { customEncryptionKey: { kmsKeyId: keyId } }),
      ...(endpoint === undefined
        ? {}
        : {
            privateEndpointSettings: {
              subnetId: endpoint.subnetId,
              nsgIds: [endpoint.securityGroupId],
            },
          }),
      ...(kafka === undefined
        ? {}
        : {
            kafkaSettings: {
              autoCreateTopicsEnable: false,
              numPartitions: kafka.partitions,
              logRetentionHours: kafka.retentionInHours,
            },
          }),
      freeformTags,
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
