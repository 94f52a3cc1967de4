import type { Endpoints } from "../../shared/endpoints.ts";
import type { KubernetesEndpoint } from "../../shared/kubernetes-endpoint.ts";
import type { Route } from "../../shared/routes.ts";
import type { Store } from "../store.ts";
import { addOns, addOnType } from "./add-ons.ts";
import { clusterRoutes } from "./clusters.ts";
import { kubernetesVersions, workerImages } from "./kubernetes-versions.ts";
import { nodePoolType } from "./node-pools.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { workRequestRoutes } from "./work-requests.ts";

/** The Kubernetes engine, version 20180222. */
export function containerEngineRoutes(store: Store, endpoints: Endpoints<KubernetesEndpoint>): Route[] {
  const get = (operation: string, path: string, handle: Route["handle"]): Route => ({
    operation,
    method: "GET",
    path: new RegExp(`^/20180222/${path}$`),
    handle,
  });
  return [
    ...clusterRoutes(store, endpoints),
    ...resourceRoutes(store, nodePoolType),
    ...resourceRoutes(store, addOnType).map((route) => ({
      ...route,
      operation: addOnOperations[route.operation] ?? route.operation,
    })),
    ...workRequestRoutes(store.resources.workRequests, "20180222", "ContainerEngine", "array"),
    get("GetClusterOptions", "clusterOptions/[^/]+", () => ({
      body: { kubernetesVersions, clusterPodNetworkOptions: networkOptions },
    })),
    get("GetNodePoolOptions", "nodePoolOptions/[^/]+", ({ query }) => {
      const version = query.get("nodePoolK8sVersion");
      const sources = workerImages
        .filter((image) => version === null || image.version === version)
        .map(({ version: _, ...source }) => source);
      const images = sources.map(({ sourceName }) => sourceName);
      return { body: { kubernetesVersions, shapes, images, sources } };
    }),
    get("ListAddonOptions", "addonOptions", () => ({
      body: addOns.map(({ name, version, isEssential }) => ({
        name,
        isEssential,
        lifecycleState: "ACTIVE",
        versions: [{ versionNumber: version, status: "ACTIVE", description: "", configurations: [] }],
      })),
    })),
  ];
}

/** As the SDK names them. */
const addOnOperations: Record<string, string> = { CreateAddon: "InstallAddon", DeleteAddon: "DisableAddon" };

const networkOptions = [{ cniType: "OCI_VCN_IP_NATIVE" }, { cniType: "FLANNEL_OVERLAY" }];

const shapes = ["VM.Standard.E4.Flex", "VM.Standard.E5.Flex", "VM.Standard3.Flex", "VM.Standard.A1.Flex"];
