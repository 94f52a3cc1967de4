import type { Route } from "../../shared/routes.ts";
import type { Store } from "../store.ts";
import { artifactsRoutes } from "./artifacts.ts";
import { bastionRoutes } from "./bastion.ts";
import { computeRoutes } from "./compute.ts";
import { devopsRoutes } from "./devops.ts";
import { governanceRoutes } from "./governance.ts";
import { type IdentityProps, identityRoutes } from "./identity.ts";
import { networkRoutes } from "./network.ts";
import { objectStorageRoutes } from "./object-storage.ts";
import { observabilityRoutes } from "./observability.ts";

/** The control plane: what Terraform calls. One line for each service. */
export function controlRoutes(store: Store, identity: IdentityProps): Route[] {
  return [
    ...identityRoutes(store, identity),
    ...networkRoutes(store),
    ...computeRoutes(),
    ...objectStorageRoutes(store),
    ...artifactsRoutes(store),
    ...observabilityRoutes(store),
    ...governanceRoutes(store),
    ...bastionRoutes(store),
    ...devopsRoutes(store),
  ];
}
