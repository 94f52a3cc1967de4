import type { Route } from "../../shared/routes.ts";
import { region } from "../ocid.ts";
import { resourceNotFound } from "./resources.ts";

/** What a service gateway leads to; the names are as Oracle writes them in Frankfurt. */
export const oracleServices = [
  {
    id: `ocid1.service.oc1.${region}.all`,
    name: "All FRA Services In Oracle Services Network",
    description: "All FRA Services In Oracle Services Network",
    cidrBlock: "all-fra-services-in-oracle-services-network",
  },
  {
    id: `ocid1.service.oc1.${region}.objectstorage`,
    name: "OCI FRA Object Storage",
    description: "OCI FRA Object Storage",
    cidrBlock: "oci-fra-objectstorage",
  },
];

export function oracleServiceRoutes(): Route[] {
  return [
    {
      operation: "ListServices",
      method: "GET",
      path: /^\/20160918\/services$/,
      handle: () => ({ body: oracleServices }),
    },
    {
      operation: "GetService",
      method: "GET",
      path: /^\/20160918\/services\/([^/]+)$/,
      handle: ({ path }) => {
        const service = oracleServices.find(({ id }) => id === path[0]);
        if (!service) throw resourceNotFound(path[0] ?? "");
        return { body: service };
      },
    },
  ];
}
