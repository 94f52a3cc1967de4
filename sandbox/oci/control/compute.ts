import type { Route } from "../../shared/routes.ts";
import { region } from "../ocid.ts";
import { resourceNotFound } from "./resources.ts";

/** Platform images, as the Compute service lists them in every compartment; those for workers are the container engine's. */
const images = ["Oracle-Linux-9.7", "Oracle-Linux-9.7-aarch64"].map((name) => ({
  id: `ocid1.image.oc1.${region}.${name.toLowerCase().replace(/\W/g, "")}`,
  displayName: `${name}-2026.06.15-0`,
  operatingSystem: "Oracle Linux",
  operatingSystemVersion: "9",
  createImageAllowed: true,
  launchMode: "NATIVE",
  lifecycleState: "AVAILABLE",
  timeCreated: "2026-06-15T00:00:00.000Z",
  freeformTags: {},
  definedTags: {},
}));

/** The Compute service, version 20160918: what a machine could start from, without machines. */
export function computeRoutes(): Route[] {
  return [
    {
      operation: "ListImages",
      method: "GET",
      path: /^\/20160918\/images$/,
      handle: ({ query }) => ({
        body: images.filter((image) =>
          (["displayName", "operatingSystem", "operatingSystemVersion", "lifecycleState"] as const).every(
            (field) => (query.get(field) ?? image[field]) === image[field],
          ),
        ),
      }),
    },
    {
      operation: "GetImage",
      method: "GET",
      path: /^\/20160918\/images\/([^/]+)$/,
      handle: ({ path }) => {
        const image = images.find(({ id }) => id === path[0]);
        if (!image) throw resourceNotFound(path[0] ?? "");
        return { body: image };
      },
    },
  ];
}
