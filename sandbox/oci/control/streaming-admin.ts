import type { Route } from "../../shared/routes.ts";
import { invalidParameter } from "../errors.ts";
import type { Store } from "../store.ts";
import { requireEnabled } from "./keys.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { type CallContext, created, type Fields, type Resource, type ResourceType } from "./resource-type.ts";

const base = { nameField: "name", list: "array", lifeCycle: { ...created, updating: "UPDATING" } } as const;

const kafkaDefaults = { autoCreateTopicsEnable: false, logRetentionHours: 24, numPartitions: 1 };

const streamPool: ResourceType = {
  ...base,
  name: "StreamPool",
  path: "/20180418/streampools",
  ocid: "streampool",
  usedBy: (other, { id }) => other.fields.streamPoolId === id,
  create({ kafkaSettings, privateEndpointDetails, ...details }, { store, url }) {
    const endpoint = privateEndpointDetails as Fields | undefined;
    if (endpoint?.subnetId !== undefined) store.resources.get(String(endpoint.subnetId));
    return {
      ...encryption(details, store),
      kafkaSettings: { ...kafkaDefaults, ...(kafkaSettings as Fields), bootstrapServers: hostOf(url, 9092) },
      endpointFqdn: new URL(url).hostname,
      isPrivate: endpoint !== undefined,
      privateEndpointDetails: undefined,
      privateEndpointSettings: endpoint && { privateEndpointIp: "10.0.0.10", nsgIds: [], ...endpoint },
    };
  },
  update: ({ kafkaSettings, ...details }, { fields }, { store }) => ({
    ...(details.customEncryptionKeyDetails !== undefined && encryption(details, store)),
    kafkaSettings: { ...(fields.kafkaSettings as Fields), ...(kafkaSettings as Fields | undefined) },
  }),
};

function encryption({ customEncryptionKeyDetails }: Fields, store: Store): Fields {
  const { kmsKeyId } = (customEncryptionKeyDetails ?? {}) as Fields;
  if (kmsKeyId !== undefined) requireEnabled(store, String(kmsKeyId));
  const customEncryptionKey =
    kmsKeyId === undefined ? { keyState: "NONE" } : { kmsKeyId, keyState: "ACTIVE" };
  return { customEncryptionKey, customEncryptionKeyDetails: undefined };
}

const hostOf = (url: string, port: number) => `${new URL(url).hostname}:${port}`;

/** A stream that is made here is the one that programs put messages to, by the same OCID. */
const stream: ResourceType = {
  ...base,
  name: "Stream",
  path: "/20180418/streams",
  ocid: "stream",
  unique: ["streamPoolId", "name"],
  references: ["streamPoolId"],
  create({ name, partitions, retentionInHours = 24, compartmentId, streamPoolId }, { store, url, id }) {
    if ((compartmentId === undefined) === (streamPoolId === undefined)) {
      throw invalidParameter("A stream needs either a streamPoolId or a compartmentId, and not both.");
    }
    requireWhole("partitions", partitions, 1, 200);
    requireWhole("retentionInHours", retentionInHours, 24, 168);
    const pool =
      streamPoolId === undefined
        ? defaultPool(store, url, compartmentId)
        : store.resources.get(String(streamPoolId));
    store.createStream({
      id,
      name: String(name),
      partitions: Number(partitions),
      retentionInHours: Number(retentionInHours),
    });
    return {
      retentionInHours,
      messagesEndpoint: url,
      streamPoolId: pool.id,
      compartmentId: pool.fields.compartmentId,
    };
  },
  deleted: ({ id }, store) => store.deleteStream(id),
};

/** Where streams go that name no pool. */
function defaultPool({ resources }: Store, url: CallContext["url"], compartmentId: unknown): Resource {
  const existing = resources
    .ofType(streamPool)
    .find(({ fields }) => fields.compartmentId === compartmentId && fields.name === "DefaultPool");
  return existing ?? resources.create(streamPool, { name: "DefaultPool", compartmentId }, { url });
}

const connectHarness: ResourceType = {
  ...base,
  name: "ConnectHarness",
  path: "/20180418/connectharnesses",
  ocid: "connectharness",
};

function requireWhole(field: string, value: unknown, lowest: number, highest: number): void {
  if (Number.isInteger(value) && Number(value) >= lowest && Number(value) <= highest) return;
  throw invalidParameter(`${field} must be from ${lowest} to ${highest}, got ${String(value)}.`);
}

/** The control plane of the Streaming service, version 20180418. */
export function streamingAdminRoutes(store: Store): Route[] {
  return [streamPool, stream, connectHarness].flatMap((type) => resourceRoutes(store, type));
}
