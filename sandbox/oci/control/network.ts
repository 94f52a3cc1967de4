import type { Route } from "../routes.ts";
import type { Store } from "../store.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { provisioned, type Resource, type ResourceType } from "./resource-type.ts";

const base = {
  lifeCycle: provisioned,
  list: "array",
} as const;

const vcn: ResourceType = {
  ...base,
  name: "Vcn",
  path: "/20160918/vcns",
  ocid: "vcn",
  usedBy: (other, { id }: Resource) => other.fields.vcnId === id,
};

/** The virtual network part of the core services, version 20160918. */
export function networkRoutes(store: Store): Route[] {
  return [vcn].flatMap((type) => resourceRoutes(store, type));
}
