import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { StreamConnectionSecret } from "../constructs/oci/connection-secret.ts";
import type { OkeNetwork } from "../constructs/oci/network.ts";
import { PrivateStreamEndpoint } from "../constructs/oci/private-stream-endpoint.ts";
import { Stream, StreamPool } from "../constructs/oci/stream.ts";
import type { SecretVault } from "../constructs/oci/vault.ts";
import { WorkloadPolicy } from "../constructs/oci/workload-policy.ts";
import type { BuiltEnvironment } from "../environments/built.ts";
import { keepState } from "./backend.ts";
import {
  physicalName,
  secretFilesOf,
  stackName,
  streamingRegion,
  streamOf,
  tagsOf,
  type Workload,
} from "./naming.ts";
import { homeRegionProvider, useOracle } from "./oracle-provider.ts";
import { show } from "./outputs.ts";
import type { StreamConnection } from "./program-variables.ts";
import { compartmentOcid, tenancyOcid } from "./variables.ts";

export interface StreamingStackProps {
  readonly environment: BuiltEnvironment;
  /** Pods of this cluster get the rights. */
  readonly clusterId: string;
  /** Where a private endpoint is. */
  readonly network: OkeNetwork;
  readonly vault: SecretVault;
  /** Encrypts the streams. @default a key of Oracle's own */
  readonly keyId?: string;
  /** What programs get as files: OCIDs by name. */
  readonly secretIds: Readonly<Record<string, string>>;
  readonly workloads: readonly Workload[];
}

/** A stream, and the secret that says where it is. */
interface ConnectedStream {
  readonly streamId: string;
  readonly messagesEndpoint: string;
  readonly secretId: string;
}

/** The streams, the secrets that say where they are, and what each program may do with its own. */
export class StreamingStack extends TerraformStack {
  /** By stream. */
  public readonly connections: Readonly<Record<string, StreamConnection>>;
  /** By stream. */
  public readonly streams: Readonly<Record<string, ConnectedStream>>;

  constructor(scope: Construct, props: StreamingStackProps) {
    const { environment, clusterId, secretIds, workloads } = props;
    super(scope, stackName(environment, "streaming"));
    const region = streamingRegion(environment);
    keepState(this, environment.backend);
    useOracle(this, region);
    const everywhere = { compartmentId: compartmentOcid(this), freeformTags: tagsOf(environment) };

    this.streams = this.makeStreams(props, everywhere);

    const home = homeRegionProvider(this, tenancyOcid(this));
    for (const { name, app, namespace, serviceAccount } of workloads) {
      const stream = this.streams[streamOf(environment, app)];
      if (app.transport !== "oci-streaming" || stream === undefined) continue;
      new WorkloadPolicy(this, `${name}-policy`, {
        ...everywhere,
        namespace,
        serviceAccount,
        name: physicalName(environment, name),
        clusterId,
        secretIds: [stream.secretId, ...new Set(Object.values(secretFilesOf(app, secretIds)))],
        streamId: stream.streamId,
        access: app.program === "producer" ? "push" : "pull",
        homeRegionProvider: home,
      });
    }

    this.connections = Object.fromEntries(
      Object.entries(this.streams).map(([name, { secretId }]) => [
        name,
        { messaging: "oci-streaming", streamDetailsSecretOcid: secretId, auth: "workload-identity", region },
      ]),
    );
    for (const [name, stream] of Object.entries(this.streams)) showStream(this, name, stream);
  }

  private makeStreams(
    { environment, network, vault, keyId }: StreamingStackProps,
    everywhere: { readonly compartmentId: string; readonly freeformTags: Readonly<Record<string, string>> },
  ): Readonly<Record<string, ConnectedStream>> {
    const { streams, endpoint, kafkaTopics } = environment.streaming;
    const pool = new StreamPool(this, "pool", {
      ...everywhere,
      name: environment.name,
      ...(keyId === undefined ? {} : { keyId }),
      ...(endpoint !== "private"
        ? {}
        : {
            endpoint: new PrivateStreamEndpoint(this, "endpoint", {
              ...everywhere,
              vcnId: network.vcnId,
              name: physicalName(environment, "streams"),
              subnetId: network.workerSubnetId,
              clientSecurityGroupId: network.podSecurityGroupId,
              kafka: kafkaTopics !== undefined,
            }),
          }),
      ...(kafkaTopics === undefined
        ? {}
        : { kafka: { partitions: kafkaTopics.partitions, retentionInHours: kafkaTopics.retentionHours } }),
    });

    const connected = Object.entries(streams).map(([name, { partitions, retentionHours }]) => {
      const ids = idsOf(name);
      const stream = new Stream(this, ids.stream, {
        pool,
        name: physicalName(environment, name),
        partitions,
        retentionInHours: retentionHours,
        freeformTags: everywhere.freeformTags,
      });
      const { secretId } = new StreamConnectionSecret(this, ids.connection, {
        ...everywhere,
        name: physicalName(environment, ids.secret),
        vaultId: vault.vaultId,
        keyId: vault.keyId,
        stream,
      });
      const { streamId, messagesEndpoint } = stream;
      return [name, { streamId, messagesEndpoint, secretId }] as const;
    });
    return Object.fromEntries(connected);
  }
}

/** `records` was once the only stream: its ids are in the addresses of what Terraform has made, so they stay. */
function idsOf(name: string) {
  return name === "records"
    ? { stream: "records", connection: "connection", secret: "stream", output: "" }
    : {
        stream: `${name}-stream`,
        connection: `${name}-connection`,
        secret: `${name}-stream`,
        output: `${name.replaceAll("-", "_")}_`,
      };
}

function showStream(stack: StreamingStack, name: string, stream: ConnectedStream): void {
  const { output } = idsOf(name);
  const which = output === "" ? "the stream" : `the stream ${name}`;
  show(stack, {
    [`${output}stream_id`]: { value: stream.streamId, description: `OCID of ${which}.` },
    [`${output}stream_messages_endpoint`]: {
      value: stream.messagesEndpoint,
      description:
        output === "" ? "Where records are put and got." : `Where records of ${which} are put and got.`,
    },
    [`${output}stream_details_secret_ocid`]: {
      value: stream.secretId,
      description:
        output === ""
          ? "OCID of the secret that programs read."
          : `OCID of the secret that programs of ${which} read.`,
    },
  });
}
