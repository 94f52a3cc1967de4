import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { StreamConnectionSecret } from "../constructs/oci/connection-secret.ts";
import type { OkeNetwork } from "../constructs/oci/network.ts";
import { PrivateStreamEndpoint } from "../constructs/oci/private-stream-endpoint.ts";
import { Stream, StreamPool } from "../constructs/oci/stream.ts";
import type { SecretVault } from "../constructs/oci/vault.ts";
import { WorkloadPolicy } from "../constructs/oci/workload-policy.ts";
import type { Environment, Streaming } from "../environments/schema.ts";
import { keepState } from "./backend.ts";
import { databaseSecretId } from "./database.ts";
import {
  oracleRegion,
  physicalName,
  secretFilesOf,
  stackName,
  streamOf,
  tagsOf,
  type Workload,
} from "./naming.ts";
import { homeRegionProvider, useOracle } from "./oracle-provider.ts";
import { show } from "./outputs.ts";
import type { StreamConnection } from "./program-variables.ts";
import { compartmentOcid, tenancyOcid } from "./variables.ts";

export interface StreamingStackProps {
  readonly environment: Environment;
  readonly streaming: Streaming;
  /** Pods of this cluster get the rights. @default none: they use the key of `streaming.apiKeySecret` */
  readonly oke?: OkeSide;
  readonly vault: SecretVault;
  /** Encrypts the streams. @default a key of Oracle's own */
  readonly keyId?: string;
  /** What programs get as files: OCIDs by name. */
  readonly secretIds: Readonly<Record<string, string>>;
  readonly workloads: readonly Workload[];
}

/** Where workload identity and private endpoints are. */
export interface OkeSide {
  readonly clusterId: string;
  readonly network: OkeNetwork;
}

/** A stream, and the secret that says where it is. */
interface ConnectedStream {
  readonly streamId: string;
  readonly messagesEndpoint: string;
  readonly secretId: string;
}

interface Everywhere {
  readonly compartmentId: string;
  readonly freeformTags: Readonly<Record<string, string>>;
}

/** The streams, the secrets that say where they are, and what each program may do with its own. */
export class StreamingStack extends TerraformStack {
  /** By stream. */
  public readonly connections: Readonly<Record<string, StreamConnection>>;
  /** By stream. */
  public readonly streams: Readonly<Record<string, ConnectedStream>>;

  constructor(scope: Construct, props: StreamingStackProps) {
    const { environment, streaming, oke } = props;
    super(scope, stackName(environment, "streaming"));
    const region = oracleRegion(environment);
    keepState(this, environment.backend);
    useOracle(this, region);
    const everywhere = { compartmentId: compartmentOcid(this), freeformTags: tagsOf(environment) };

    this.streams = this.makeStreams(props, everywhere);

    if (oke !== undefined) this.allow(props, oke.clusterId, everywhere);

    this.connections = Object.fromEntries(
      Object.entries(this.streams).map(([name, { secretId }]) => [
        name,
        {
          messaging: "oci-streaming",
          streamDetailsSecretOcid: secretId,
          region,
          ...(oke === undefined ? apiKeyOf(streaming) : { auth: "workload-identity" }),
        },
      ]),
    );
    for (const [name, stream] of Object.entries(this.streams)) showStream(this, name, stream);
  }

  /** What each program may do with its own stream and secrets. */
  private allow(
    { environment, secretIds, workloads }: StreamingStackProps,
    clusterId: string,
    everywhere: Everywhere,
  ) {
    const home = homeRegionProvider(this, tenancyOcid(this));
    for (const { name, app, namespace, serviceAccount } of workloads) {
      const stream = this.streams[streamOf(environment, app)];
      if (app.transport !== "oci-streaming" || stream === undefined) continue;
      const databaseSecret = databaseSecretId(environment, app, secretIds);
      const database = databaseSecret === undefined ? [] : [databaseSecret];
      new WorkloadPolicy(this, `${name}-policy`, {
        ...everywhere,
        namespace,
        serviceAccount,
        name: physicalName(environment, name),
        clusterId,
        secretIds: [
          stream.secretId,
          ...new Set([...Object.values(secretFilesOf(app, secretIds)), ...database]),
        ],
        streamId: stream.streamId,
        access: app.program === "producer" ? "push" : "pull",
        homeRegionProvider: home,
      });
    }
  }

  private makeStreams(
    { environment, streaming, oke, vault, keyId }: StreamingStackProps,
    everywhere: Everywhere,
  ): Readonly<Record<string, ConnectedStream>> {
    const { streams, endpoint, kafkaTopics } = streaming;
    const pool = new StreamPool(this, "pool", {
      ...everywhere,
      name: environment.name,
      ...(keyId === undefined ? {} : { keyId }),
      ...(endpoint !== "private" || oke === undefined
        ? {}
        : {
            endpoint: new PrivateStreamEndpoint(this, "endpoint", {
              ...everywhere,
              vcnId: oke.network.vcnId,
              name: physicalName(environment, "streams"),
              subnetId: oke.network.workerSubnetId,
              clientSecurityGroupId: oke.network.podSecurityGroupId,
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

/** In a pod of a cluster that is not Oracle's: docs/digitalocean.md says how to make the Secret. */
function apiKeyOf({
  apiKeySecret,
}: Streaming): Pick<StreamConnection, "auth" | "configFile" | "secretFiles"> {
  const mountPath = "/etc/oci";
  return {
    auth: "config-file",
    configFile: `${mountPath}/config`,
    secretFiles:
      apiKeySecret === undefined
        ? []
        : [{ secretName: apiKeySecret, mountPath, keys: ["config", "key.pem"] }],
  };
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
