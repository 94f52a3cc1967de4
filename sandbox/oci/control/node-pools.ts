import { invalidParameter } from "../errors.ts";
import { newOcid } from "../ocid.ts";
import type { Store } from "../store.ts";
import { requireAll } from "./clusters.ts";
import { requirePoolVersion, workerImages } from "./kubernetes-versions.ts";
import { created, type Fields, type ResourceType } from "./resource-type.ts";

/** Documented: nodes in one pool. */
const maximumSize = 1000;

interface Placement {
  readonly availabilityDomain: string;
  readonly subnetId: string;
  readonly faultDomains?: readonly string[];
}

const allFaultDomains = ["FAULT-DOMAIN-1", "FAULT-DOMAIN-2", "FAULT-DOMAIN-3"];

/** Pools with their workers, which exist here only as what the service says about them. */
export const nodePoolType: ResourceType = {
  name: "NodePool",
  path: "/20180222/nodePools",
  ocid: "nodepool",
  nameField: "name",
  list: "array",
  lifeCycle: { ...created, updating: "UPDATING" },
  workRequest: {
    entity: "nodepool",
    operations: { CREATED: "NODEPOOL_CREATE", UPDATED: "NODEPOOL_UPDATE", DELETED: "NODEPOOL_DELETE" },
  },
  references: ["clusterId"],
  create(details, { store, id }) {
    const clusterVersion = versionOf(store, details);
    const kubernetesVersion = details.kubernetesVersion ?? clusterVersion;
    requirePoolVersion(kubernetesVersion, clusterVersion);
    const pool = { ...details, kubernetesVersion, id };
    const config = configOf(store, pool);
    return {
      ...sourceOf(pool),
      kubernetesVersion,
      initialNodeLabels: details.initialNodeLabels ?? [],
      nodeMetadata: details.nodeMetadata ?? {},
      quantityPerSubnet: 0,
      subnetIds: [...new Set(config.placementConfigs.map(({ subnetId }) => subnetId))],
      nodePoolCyclingDetails: details.nodePoolCyclingDetails ?? { isNodeCyclingEnabled: false },
      nodeEvictionNodePoolSettings: details.nodeEvictionNodePoolSettings ?? {
        evictionGraceDuration: "PT60M",
        isForceDeleteAfterGraceDuration: false,
      },
      nodeConfigDetails: config,
      nodes: nodesOf(pool, config, []),
    };
  },
  update(details, { id, fields }, { store }) {
    const merged: Fields = {
      ...fields,
      ...details,
      id,
      nodeConfigDetails: {
        ...(fields.nodeConfigDetails as Fields),
        ...(details.nodeConfigDetails as Fields | undefined),
      },
    };
    requirePoolVersion(merged.kubernetesVersion, versionOf(store, fields), String(fields.kubernetesVersion));
    const config = configOf(store, merged);
    const { isNodeCyclingEnabled } = (merged.nodePoolCyclingDetails ?? {}) as Fields;
    // Without cycling an update reaches only the workers that are made from then on.
    const kept = isNodeCyclingEnabled === true && isAnotherBuild(fields, merged) ? [] : fields.nodes;
    return {
      ...sourceOf(merged),
      nodeConfigDetails: config,
      nodes: nodesOf(merged, config, kept as readonly Fields[]),
    };
  },
  view: ({ fields }) => ({
    ...fields,
    nodes: (fields.nodes as readonly Fields[]).map((node) => ({
      ...node,
      lifecycleState: fields.lifecycleState === "CREATING" ? "CREATING" : "ACTIVE",
    })),
  }),
};

function versionOf({ resources }: Store, { clusterId }: Fields): string {
  return String(resources.get(String(clusterId)).fields.kubernetesVersion);
}

function configOf(store: Store, { nodeConfigDetails }: Fields) {
  const { size = 0, placementConfigs = [], nsgIds = [], ...rest } = (nodeConfigDetails ?? {}) as Fields;
  if (!Number.isInteger(size) || Number(size) < 0 || Number(size) > maximumSize) {
    throw invalidParameter(`nodeConfigDetails.size must be from 0 to ${maximumSize}, got ${String(size)}.`);
  }
  const placements = placementConfigs as readonly Placement[];
  if (placements.length === 0) throw invalidParameter("nodeConfigDetails.placementConfigs is empty.");
  const { podSubnetIds, podNsgIds } = (rest.nodePoolPodNetworkOptionDetails ?? {}) as Fields;
  requireAll(store, nsgIds, rest.kmsKeyId, podSubnetIds, podNsgIds);
  requireAll(store, ...placements.map(({ subnetId }) => subnetId));
  return { freeformTags: {}, ...rest, size: Number(size), placementConfigs: placements, nsgIds };
}

/** Throws 400 for an image that OKE does not offer, or made for another Kubernetes. */
function sourceOf({ nodeSourceDetails, kubernetesVersion }: Fields): Fields {
  const { imageId } = (nodeSourceDetails ?? {}) as Fields;
  const image = workerImages.find((offered) => offered.imageId === imageId);
  if (!image)
    throw invalidParameter(`Invalid nodeSourceDetails.imageId ${String(imageId)}: no such worker image.`);
  if (image.version !== kubernetesVersion) {
    throw invalidParameter(
      `The image ${image.sourceName} is not made for kubernetesVersion ${String(kubernetesVersion)}.`,
    );
  }
  const { version: _, ...nodeSource } = image;
  return { nodeSource, nodeImageId: image.imageId, nodeImageName: image.sourceName };
}

const isAnotherBuild = (before: Fields, after: Fields) =>
  ["kubernetesVersion", "nodeSourceDetails", "nodeShape", "nodeShapeConfig", "nodeMetadata"].some(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );

/** Keeps the oldest, and spreads the new ones over availability domains first, then over their fault domains. */
function nodesOf(
  pool: Fields,
  { size, placementConfigs }: { readonly size: number; readonly placementConfigs: readonly Placement[] },
  kept: readonly Fields[],
): Fields[] {
  return Array.from({ length: size }, (_, index) => {
    const existing = kept[index];
    if (existing) return existing;
    const placement = placementConfigs[index % placementConfigs.length];
    const faultDomains = placement?.faultDomains?.length ? placement.faultDomains : allFaultDomains;
    return {
      id: newOcid("instance"),
      name: `oke-n${String(pool.id).slice(-8)}-${index}`,
      kubernetesVersion: pool.kubernetesVersion,
      availabilityDomain: placement?.availabilityDomain,
      faultDomain: faultDomains[Math.floor(index / placementConfigs.length) % faultDomains.length],
      subnetId: placement?.subnetId,
      nodePoolId: pool.id,
      freeformTags: {},
      definedTags: {},
    };
  });
}
