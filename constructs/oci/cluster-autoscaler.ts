import { IdentityPolicy } from "@cdktf/provider-oci/identity-policy";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { clusterAddOn } from "./cluster-add-on.ts";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface ClusterAutoscalerProps {
  /** Holds the policy and the node pools. */
  readonly compartmentId: string;
  /** Of the policy: unique in the compartment, at most 100 characters. */
  readonly name: string;
  readonly clusterId: string;
  readonly pools: readonly AutoscaledPool[];
  /**
   * A provider set to the tenancy's home region: Oracle changes policies
   * nowhere else.
   *
   * @default the stack's provider, which works only where that is the home region
   */
  readonly homeRegionProvider?: TerraformProvider;
  readonly freeformTags: FreeformTags;
}

export interface AutoscaledPool {
  readonly nodePoolId: string;
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Oracle's cluster autoscaler as an add-on: adds workers while pods wait for
 * room, and takes away those that stand idle. Its pods prove who they are by
 * workload identity, so the workers themselves get no rights.
 * https://docs.oracle.com/iaas/Content/ContEng/Tasks/contengusingclusterautoscaler_topic-Working_with_Cluster_Autoscaler_as_Cluster_Add-on.htm
 */
export class ClusterAutoscaler extends Construct {
  constructor(scope: Construct, id: string, props: ClusterAutoscalerProps) {
    super(scope, id);
    const { compartmentId, name, clusterId, pools, homeRegionProvider, freeformTags } = props;

    const policy = new IdentityPolicy(this, "policy", {
      compartmentId,
      name,
      description: "The cluster autoscaler: change the size of node pools",
      statements: autoscalerStatements(compartmentId, clusterId),
      freeformTags,
      ...(homeRegionProvider === undefined ? {} : { provider: homeRegionProvider }),
      lifecycle: ignoreTagDefaults,
    });
    clusterAddOn(this, "Resource", {
      clusterId,
      name: "ClusterAutoscaler",
      configuration: {
        authType: "workload",
        nodes: pools
          .map(({ minimum, maximum, nodePoolId }) => `${minimum}:${maximum}:${nodePoolId}`)
          .join(", "),
        // One leads, the other takes over when its worker goes.
        numOfReplicas: "2",
        // Pools that are alike grow alike, so that the availability domains stay even.
        balanceSimilarNodeGroups: "true",
      },
      dependsOn: [policy],
    });
  }
}

/**
 * Oracle's own list, narrowed where its rights are checked against the
 * operation that the autoscaler calls: of node pools it may change the size and
 * remove a worker, but neither make nor delete one. The others are checked
 * while OKE carries that out for it, and need what Oracle documents. Nor can one
 * name the pools: `target.nodepool.id` is not there when a size is changed.
 */
function autoscalerStatements(compartmentId: string, clusterId: string): string[] {
  const autoscaler = [
    "request.principal.type = 'workload'",
    "request.principal.namespace = 'kube-system'",
    "request.principal.service_account = 'cluster-autoscaler'",
    `request.principal.cluster_id = '${clusterId}'`,
  ];
  const allow = (what: string, ...more: readonly string[]) =>
    `Allow any-user to ${what} in compartment id ${compartmentId} where all {${[...autoscaler, ...more].join(", ")}}`;
  return [
    allow("read cluster-node-pools"),
    allow(
      "manage cluster-node-pools",
      "any {request.operation = 'UpdateNodePool', request.operation = 'DeleteNode'}",
    ),
    allow("manage instance-family"),
    allow("use subnets"),
    allow("read virtual-network-family"),
    allow("use vnics"),
    allow("inspect compartments"),
  ];
}
