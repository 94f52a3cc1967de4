import type { Route } from "../../shared/routes.ts";
import { region } from "../ocid.ts";
import type { Store } from "../store.ts";
import { requireStatements } from "./policy-statement.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { created, type ResourceType } from "./resource-type.ts";

const base = {
  lifeCycle: created,
  list: "array",
  nameField: "name",
  unique: ["compartmentId", "name"],
} as const;

const types: readonly ResourceType[] = [
  {
    ...base,
    name: "Policy",
    path: "/20160918/policies",
    ocid: "policy",
    create({ statements }) {
      requireStatements(statements);
      return {};
    },
    update({ statements }) {
      if (statements !== undefined) requireStatements(statements);
      return {};
    },
  },
  { ...base, name: "DynamicGroup", path: "/20160918/dynamicGroups", ocid: "dynamicgroup" },
  {
    ...base,
    name: "Compartment",
    path: "/20160918/compartments",
    ocid: "compartment",
    create: () => ({ isAccessible: true }),
    usedBy: ({ fields }, { id }) => fields.compartmentId === id,
  },
  {
    ...base,
    lifeCycle: { active: "ACTIVE", deleting: "DELETING" },
    name: "TagNamespace",
    path: "/20160918/tagNamespaces",
    ocid: "tagnamespace",
    create: () => ({ isRetired: false }),
  },
];

/** The identity service, version 20160918, in a region with this many availability domains. */
export function identityRoutes(store: Store, { tenancy, availabilityDomains }: IdentityProps): Route[] {
  const domains = Array.from({ length: availabilityDomains }, (_, index) => ({
    name: `Uocm:${region.toUpperCase()}-AD-${index + 1}`,
    id: `ocid1.availabilitydomain.oc1..${index + 1}`,
    compartmentId: tenancy,
  }));
  const get = (operation: string, path: string, body: Body): Route => ({
    operation,
    method: "GET",
    path: new RegExp(`^/20160918/${path}$`),
    handle: ({ query }) => ({ body: typeof body === "function" ? body(query) : body }),
  });
  return [
    ...types.flatMap((type) => resourceRoutes(store, type)),
    get("ListAvailabilityDomains", "availabilityDomains", domains),
    get("ListFaultDomains", "faultDomains", (query) =>
      [1, 2, 3].map((number) => ({
        name: `FAULT-DOMAIN-${number}`,
        id: `ocid1.faultdomain.oc1..${number}`,
        availabilityDomain: query.get("availabilityDomain"),
        compartmentId: query.get("compartmentId"),
      })),
    ),
    get("ListRegions", "regions", [{ key: regionKey, name: region }]),
    get("ListRegionSubscriptions", `tenancies/${tenancy}/regionSubscriptions`, [
      { regionKey, regionName: region, status: "READY", isHomeRegion: true },
    ]),
    get("GetTenancy", `tenancies/${tenancy}`, {
      id: tenancy,
      name: "sandbox",
      description: "sandbox",
      homeRegionKey: regionKey,
      freeformTags: {},
      definedTags: {},
    }),
  ];
}

export interface IdentityProps {
  readonly tenancy: string;
  readonly availabilityDomains: number;
}

type Body = object | ((query: URLSearchParams) => object);

const regionKey = "FRA";
