import { invalidParameter } from "../errors.ts";
import { created, type ResourceType } from "./resource-type.ts";

/** With the version that a cluster gets when none is asked for. Essential ones run on every cluster anyway. */
export const addOns = [
  { name: "CertManager", version: "v1.18.2", isEssential: false },
  { name: "ClusterAutoscaler", version: "v1.34.1", isEssential: false },
  { name: "CoreDNS", version: "v1.12.4", isEssential: true },
  { name: "Flannel", version: "v0.27.3", isEssential: true },
  { name: "KubeProxy", version: "v1.36.1", isEssential: true },
  { name: "KubernetesMetricsServer", version: "v0.8.0", isEssential: false },
  { name: "NvidiaGpuPlugin", version: "v0.17.3", isEssential: false },
  { name: "OciVcnIpNative", version: "v3.2.0", isEssential: true },
] as const;

/** Add-ons of a cluster that somebody has configured; known by their name, not by an OCID. */
export const addOnType: ResourceType = {
  name: "Addon",
  path: "/20180222/clusters/{clusterId}/addons",
  ocid: "addon",
  key: "name",
  nameField: "name",
  list: "array",
  lifeCycle: { ...created, updating: "UPDATING" },
  workRequest: {
    entity: "addon",
    operations: { CREATED: "ENABLE_ADDON", UPDATED: "UPDATE_ADDON", DELETED: "DISABLE_ADDON" },
  },
  references: ["clusterId"],
  create({ addonName, clusterId, version, configurations = [] }, { store }) {
    const known = addOns.find(({ name }) => name === addonName);
    if (!known) {
      const names = addOns.map(({ name }) => name).join(", ");
      throw invalidParameter(`Invalid addonName ${String(addonName)}. Supported: ${names}.`);
    }
    if (store.resources.get(String(clusterId)).fields.type !== "ENHANCED_CLUSTER") {
      throw invalidParameter("Add-ons need an enhanced cluster.");
    }
    return {
      name: addonName,
      addonName: undefined,
      configurations,
      currentInstalledVersion: version ?? known.version,
    };
  },
  update: ({ version }, { fields }) => ({
    currentInstalledVersion: version ?? fields.currentInstalledVersion,
  }),
};
