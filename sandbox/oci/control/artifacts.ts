import type { Route } from "../../shared/routes.ts";
import type { Store } from "../store.ts";
import { objectStorageNamespace } from "./object-storage.ts";
import { resourceRoutes } from "./resource-routes.ts";
import type { ResourceType } from "./resource-type.ts";

const containerRepository: ResourceType = {
  name: "ContainerRepository",
  path: "/20160918/container/repositories",
  ocid: "containerrepo",
  lifeCycle: { active: "AVAILABLE", deleting: "DELETING" },
  unique: ["displayName"],
  create: ({ isImmutable = false, isPublic = false }) => ({
    isImmutable,
    isPublic,
    namespace: objectStorageNamespace,
    createdBy: "sandbox",
    imageCount: 0,
    layerCount: 0,
    layersSizeInBytes: 0,
    billableSizeInGBs: 0,
    systemTags: {},
  }),
};

/** The Artifacts service, version 20160918: repositories for images, without the images. */
export const artifactsRoutes = (store: Store): Route[] => resourceRoutes(store, containerRepository);
