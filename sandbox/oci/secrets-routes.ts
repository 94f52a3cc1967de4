import type { Route } from "../shared/routes.ts";
import { requireReadable } from "./control/vault-secrets.ts";
import type { Store } from "./store.ts";

/** The Secrets service, version 20190301: reading, by OCID. */
export function secretsRoutes(store: Store): Route[] {
  return [
    {
      operation: "GetSecretBundle",
      method: "GET",
      path: /^\/20190301\/secretbundles\/([^/]+)$/,
      handle: ({ path: [id = ""], query }) => {
        requireReadable(store, id);
        const stage = query.get("stage");
        const versionNumber = query.get("versionNumber");
        const versionName = query.get("secretVersionName");
        return { body: store.secret(id).bundle({ stage, versionNumber, versionName }) };
      },
    },
  ];
}
