import type { Route } from "../routes.ts";
import type { Store } from "../store.ts";
import { networkRoutes } from "./network.ts";

/** The control plane: what Terraform calls. One line for each service. */
export function controlRoutes(store: Store): Route[] {
  return [...networkRoutes(store)];
}
