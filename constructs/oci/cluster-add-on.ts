import { ContainerengineAddon } from "@cdktf/provider-oci/containerengine-addon";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";

export interface ClusterAddOn {
  readonly clusterId: string;
  /** As Oracle calls it: https://docs.oracle.com/iaas/Content/ContEng/Tasks/contengintroducingclusteraddons.htm */
  readonly name: string;
  readonly configuration?: Readonly<Record<string, string>>;
  /** Whether the cluster comes with it, so that this only configures it. @default false */
  readonly comesWithCluster?: boolean;
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** A program that OKE installs into the cluster. Without a version it stays the newest that fits the cluster's Kubernetes. */
export function clusterAddOn(scope: Construct, id: string, addOn: ClusterAddOn): ContainerengineAddon {
  const { clusterId, name, configuration = {}, comesWithCluster = false, dependsOn = [] } = addOn;
  return new ContainerengineAddon(scope, id, {
    clusterId,
    addonName: name,
    configurations: Object.entries(configuration).map(([key, value]) => ({ key, value })),
    // What comes with the cluster is needed as long as the cluster is: leave it there on destroy.
    removeAddonResourcesOnDelete: !comesWithCluster,
    ...(comesWithCluster ? { overrideExisting: true } : {}),
    ...(dependsOn.length === 0 ? {} : { dependsOn: [...dependsOn] }),
  });
}
