import type { Route } from "../../shared/routes.ts";
import type { Store } from "../store.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { created, type ResourceType } from "./resource-type.ts";
import { workRequestRoutes } from "./work-requests.ts";

const bastion: ResourceType = {
  name: "Bastion",
  path: "/20210331/bastions",
  ocid: "bastion",
  lifeCycle: created,
  nameField: "name",
  references: ["targetSubnetId"],
  workRequest: { entity: "bastion", body: true },
  create: ({ targetSubnetId, bastionType, maxSessionTtlInSeconds = 10_800, ...details }, { store }) => ({
    targetVcnId: store.resources.get(String(targetSubnetId)).fields.vcnId,
    bastionType: String(bastionType).toUpperCase(),
    maxSessionTtlInSeconds,
    maxSessionsAllowed: 20,
    dnsProxyStatus: details.dnsProxyStatus ?? "DISABLED",
    clientCidrBlockAllowList: details.clientCidrBlockAllowList ?? [],
    staticJumpHostIpAddresses: [],
    privateEndpointIpAddress: "10.0.0.250",
    systemTags: {},
  }),
};

/** The Bastion service, version 20210331, without sessions. */
export function bastionRoutes(store: Store): Route[] {
  return [
    ...resourceRoutes(store, bastion),
    ...workRequestRoutes(store.resources.workRequests, "20210331", "Bastion"),
  ];
}
