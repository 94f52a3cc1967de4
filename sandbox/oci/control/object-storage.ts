import type { Route } from "../../shared/routes.ts";
import type { Store } from "../store.ts";
import { resourceRoutes } from "./resource-routes.ts";
import type { Fields, ResourceType } from "./resource-type.ts";

/** Of the tenancy; image addresses and buckets begin with it. */
export const objectStorageNamespace = "sandbox";

const bucket: ResourceType = {
  name: "Bucket",
  path: "/n/{namespace}/b",
  ocid: "bucket",
  list: "array",
  key: "name",
  nameField: "name",
  unique: ["namespace", "name"],
  updateMethod: "POST",
  create: (details) => ({
    publicAccessType: "NoPublicAccess",
    storageTier: "Standard",
    versioning: "Disabled",
    autoTiering: "Disabled",
    objectEventsEnabled: false,
    replicationEnabled: false,
    isReadOnly: false,
    metadata: {},
    createdBy: "sandbox",
    approximateCount: 0,
    approximateSize: 0,
    ...details,
  }),
  view: ({ fields, etag }): Fields => ({ ...fields, etag }),
};

/** The Object Storage service: the namespace, and buckets without objects. */
export function objectStorageRoutes(store: Store): Route[] {
  return [
    ...resourceRoutes(store, bucket),
    {
      operation: "GetNamespace",
      method: "GET",
      path: /^\/n\/?$/,
      handle: () => ({ body: JSON.stringify(objectStorageNamespace) }),
    },
    {
      operation: "ListRetentionRules",
      method: "GET",
      path: /^\/n\/[^/]+\/b\/[^/]+\/retentionRules$/,
      handle: () => ({ body: { items: [] } }),
    },
  ];
}
