import { mkdir, mkdtemp, rm } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Endpoints } from "../shared/endpoints.ts";
import { startHttpServer } from "../shared/http-server.ts";
import { readKubeconfig } from "../shared/kubeconfig.ts";
import { handleRequest, type UnknownCall } from "../shared/request-handler.ts";
import type { Route } from "../shared/routes.ts";
import { type ApiKey, createApiKey, writeConfigFile } from "./api-key.ts";
import { containerEngineRoutes } from "./control/container-engine.ts";
import { controlRoutes } from "./control/control-routes.ts";
import { keyManagementRoutes } from "./control/keys.ts";
import type { Fields } from "./control/resource-type.ts";
import type { ResourceSummary } from "./control/resources.ts";
import { streamingAdminRoutes } from "./control/streaming-admin.ts";
import { vaultSecretsRoutes } from "./control/vault-secrets.ts";
import { Faults } from "./faults.ts";
import { region } from "./ocid.ts";
import { startOkeEndpoint } from "./oke-endpoint.ts";
import { writeResourcePrincipal } from "./resource-principal.ts";
import { secretsRoutes } from "./secrets-routes.ts";
import { ociService } from "./service.ts";
import { defaultTokenLifetimeInSeconds, SessionTokens } from "./session-tokens.ts";
import { Store, type StoreOptions } from "./store.ts";
import type { StreamProps } from "./stream.ts";
import { streamingRoutes } from "./streaming-routes.ts";
import { startWorkloadIdentity, type WorkloadIdentity } from "./workload-identity.ts";

export interface OciSandboxOptions extends StoreOptions {
  /** On 127.0.0.1; 0 takes any that is free. @default 4599 */
  readonly port?: number;
  /** Of the region, 1 to 3. @default 3, as Frankfurt has */
  readonly availabilityDomains?: number;
  /**
   * A kubeconfig file: its API server is the one behind every cluster that is
   * made here, and works with the rights of the file's user.
   *
   * @default none: who knocks at a cluster with a good token is answered 503
   */
  readonly kubeconfig?: string | undefined;
  /** Where the config file and its key go. @default a new temporary folder, removed at close */
  readonly folder?: string;
}

/** A record as a test wants to see it. */
export interface SandboxRecord {
  readonly partition: string;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: Buffer;
}

export interface OciSandbox {
  readonly url: string;
  readonly region: string;
  readonly folder: string;
  /** An OCI config file, profile DEFAULT, with a freshly generated API key. */
  readonly configFile: string;
  /** Who the config file is about; OCIDs, and the path of the key. */
  readonly user: Pick<ApiKey, "tenancy" | "user" | "fingerprint"> & { readonly keyFile: string };
  readonly faults: Faults;
  /** Calls that were answered 501, oldest first. */
  readonly unknownCalls: readonly UnknownCall[];
  createStream(props: StreamProps): { readonly id: string; readonly messagesEndpoint: string };
  createSecret(secret: { readonly name: string; readonly content: string | Buffer }): { readonly id: string };
  /** Adds a version and makes it CURRENT. */
  updateSecret(id: string, content: string | Buffer): void;
  /** What the stream holds, partition by partition. */
  records(streamId: string): SandboxRecord[];
  /** Everything that the control plane has made and not yet deleted. */
  resources(): ResourceSummary[];
  /** Changes fields of a resource behind Terraform's back. Throws when there is none with the id. */
  change(id: string, patch: Fields): void;
  /** Files of a resource principal whose token lives this long, and the variables that lead to them. @default an hour */
  writeResourcePrincipal(lifetimeInSeconds?: number): Promise<Record<string, string>>;
  /** Ends with the sandbox. Its session tokens live this long. @default an hour */
  startWorkloadIdentity(lifetimeInSeconds?: number): Promise<WorkloadIdentity>;
  /** Cuts every connection, those that hang too. */
  close(): Promise<void>;
}

/**
 * Starts a stand-in for OCI Streaming, Secrets and the control plane on this
 * machine. Rejects with code EADDRINUSE when the port is taken.
 */
export async function startOciSandbox(options: OciSandboxOptions = {}): Promise<OciSandbox> {
  const { port = 4599, folder: givenFolder, availabilityDomains = 3, kubeconfig } = options;
  const store = new Store(options);
  const faults = new Faults({
    cursorsIssued: () => store.cursors.issued,
    operations: () => routes.map(({ operation }) => operation),
  });
  const unknownCalls: UnknownCall[] = [];
  const key = await createApiKey();
  const api = kubeconfig === undefined ? undefined : readKubeconfig(kubeconfig);
  const clusters = new Endpoints((clusterId) => startOkeEndpoint({ clusterId, region, findKey, api }));
  const vaults = new Endpoints(() => startHttpServer(0, listener));
  const routes: readonly Route[] = [
    ...streamingRoutes(store, faults),
    ...secretsRoutes(store),
    ...containerEngineRoutes(store, clusters),
    ...streamingAdminRoutes(store),
    ...keyManagementRoutes(store, vaults),
    ...vaultSecretsRoutes(store),
    ...controlRoutes(store, { tenancy: key.tenancy, availabilityDomains }),
  ];
  const tokens = new SessionTokens(key.tenancy);
  const workloadIdentities: WorkloadIdentity[] = [];
  const findKey = (keyId: string) => {
    if (keyId.startsWith("ST$")) return tokens.publicKey(keyId.slice(3));
    return keyId === key.keyId ? key.publicKey : undefined;
  };
  const service = ociService({ routes, faults, findKey, unknownCalls, store });
  const listener: RequestListener = (request, response) => void handleRequest(request, response, service);

  const folder = givenFolder ?? (await mkdtemp(join(tmpdir(), "millrace-oci-")));
  const removeFolder = async () => {
    if (givenFolder === undefined) await rm(folder, { recursive: true, force: true });
  };
  await mkdir(folder, { recursive: true });
  const configFile = await writeConfigFile(folder, key);

  const server = await startHttpServer(port, listener).catch(async (error: NodeJS.ErrnoException) => {
    await removeFolder();
    throw error.code === "EADDRINUSE" ? portTaken(port, error) : error;
  });
  const { url } = server;

  return {
    url,
    region,
    folder,
    configFile,
    user: {
      tenancy: key.tenancy,
      user: key.user,
      fingerprint: key.fingerprint,
      keyFile: join(folder, "api-key.pem"),
    },
    faults,
    unknownCalls,
    createStream: (props) => ({ id: store.createStream(props).id, messagesEndpoint: url }),
    createSecret: (secret) => ({ id: store.createSecret(secret).id }),
    updateSecret: (id, content) => store.secret(id).update(content, store.clock()),
    records: (streamId) => decodedRecords(store, streamId),
    resources: () => store.resources.summaries(),
    change: (id, patch) => store.resources.change(store.resources.get(id), patch),
    writeResourcePrincipal: (lifetimeInSeconds = defaultTokenLifetimeInSeconds) =>
      writeResourcePrincipal(folder, tokens, lifetimeInSeconds),
    async startWorkloadIdentity(lifetimeInSeconds = defaultTokenLifetimeInSeconds) {
      const identity = await startWorkloadIdentity(folder, tokens, lifetimeInSeconds);
      workloadIdentities.push(identity);
      return identity;
    },
    async close() {
      await Promise.all(workloadIdentities.map((identity) => identity.close()));
      await Promise.all([clusters.closeAll(), vaults.closeAll(), server.close()]);
      await removeFolder();
    },
  };
}

function decodedRecords(store: Store, streamId: string): SandboxRecord[] {
  return store.stream(streamId).partitions.flatMap((partition) =>
    partition.records.map(({ offset, timestamp, key, value }) => ({
      partition: partition.id,
      offset,
      timestamp,
      key: key === null ? null : Buffer.from(key, "base64").toString(),
      value: Buffer.from(value, "base64"),
    })),
  );
}

function portTaken(port: number, cause: Error): Error {
  const message = `OCI sandbox: port must be free on 127.0.0.1, got ${port}, which is in use. Choose another, or 0 for any.`;
  return Object.assign(new Error(message, { cause }), { code: "EADDRINUSE" });
}
