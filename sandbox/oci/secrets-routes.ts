import type { Route } from "./routes.ts";
import type { Store } from "./store.ts";

/** The Secrets service, version 20190301: reading, by OCID. */
export function secretsRoutes(store: Store): Route[] {
  return [
    {
      operation: "GetSecretBundle",
      method: "GET",
      path: /^\/20190301\/secretbundles\/([^/]+)$/,
      handle: ({ path, query }) => ({
        body: store.secret(path[0] ?? "").bundle({
          stage: query.get("stage"),
          versionNumber: query.get("versionNumber"),
          versionName: query.get("secretVersionName"),
        }),
      }),
    },
  ];
}
