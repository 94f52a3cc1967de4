import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { StreamConnectionSecret } from "../constructs/oci/connection-secret.ts";
import { Stream, StreamPool } from "../constructs/oci/stream.ts";
import type { SecretVault } from "../constructs/oci/vault.ts";
import { WorkloadPolicy } from "../constructs/oci/workload-policy.ts";
import type { BuiltEnvironment } from "../environments/built.ts";
import { keepState } from "./backend.ts";
import { physicalName, stackName, streamingRegion, tagsOf, type Workload } from "./naming.ts";
import { homeRegionProvider, useOracle } from "./oracle-provider.ts";
import { show } from "./outputs.ts";
import type { StreamConnection } from "./program-variables.ts";
import { compartmentOcid, tenancyOcid } from "./variables.ts";

export interface StreamingStackProps {
  readonly environment: BuiltEnvironment;
  /** Pods of this cluster get the rights. */
  readonly clusterId: string;
  readonly vault: SecretVault;
  readonly workloads: readonly Workload[];
}

/** The stream, the secret that says where it is, and what each program may do with the two. */
export class StreamingStack extends TerraformStack {
  public readonly connection: StreamConnection;

  constructor(scope: Construct, props: StreamingStackProps) {
    const { environment, clusterId, vault, workloads } = props;
    super(scope, stackName(environment, "streaming"));
    const region = streamingRegion(environment);
    keepState(this, environment.backend);
    useOracle(this, region);
    const compartmentId = compartmentOcid(this);
    const everywhere = { compartmentId, freeformTags: tagsOf(environment) };

    const pool = new StreamPool(this, "pool", { ...everywhere, name: environment.name });
    const stream = new Stream(this, "records", {
      pool,
      name: physicalName(environment, "records"),
      partitions: environment.streaming.partitions,
      retentionInHours: environment.streaming.retentionHours,
      freeformTags: everywhere.freeformTags,
    });
    const { secretId } = new StreamConnectionSecret(this, "connection", {
      ...everywhere,
      name: physicalName(environment, "stream"),
      vaultId: vault.vaultId,
      keyId: vault.keyId,
      stream,
    });

    const home = homeRegionProvider(this, tenancyOcid(this));
    for (const { name, app, namespace, serviceAccount } of workloads) {
      if (app.transport !== "oci-streaming") continue;
      new WorkloadPolicy(this, `${name}-policy`, {
        ...everywhere,
        namespace,
        serviceAccount,
        name: physicalName(environment, name),
        clusterId,
        secretId,
        streamId: stream.streamId,
        access: app.program === "producer" ? "push" : "pull",
        homeRegionProvider: home,
      });
    }

    this.connection = {
      messaging: "oci-streaming",
      streamDetailsSecretOcid: secretId,
      auth: "workload-identity",
      region,
    };
    show(this, {
      stream_id: { value: stream.streamId, description: "OCID of the stream." },
      stream_messages_endpoint: {
        value: stream.messagesEndpoint,
        description: "Where records are put and got.",
      },
      stream_details_secret_ocid: { value: secretId, description: "OCID of the secret that programs read." },
    });
  }
}
