import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { clusterAddOn } from "./cluster-add-on.ts";

export interface ClusterAddOnsProps {
  readonly clusterId: string;
  /** What they run on: without workers an add-on is installed and never ready. */
  readonly workers: readonly ITerraformDependable[];
  /**
   * Figures for `kubectl top` and for autoscaling of pods. The certificate
   * manager comes with it: its API is served with a certificate of that.
   *
   * @default false
   */
  readonly metricsServer?: boolean;
  /** How many pods answer DNS queries, which every connection begins with. @default one for each worker */
  readonly coreDns?: {
    readonly minimumReplicas: number;
    readonly workersPerReplica: number;
  };
}

/** Programs of the cluster itself that Oracle installs and keeps up to date. */
export class ClusterAddOns extends Construct {
  constructor(scope: Construct, id: string, props: ClusterAddOnsProps) {
    super(scope, id);
    const { clusterId, workers, metricsServer = false, coreDns } = props;
    if (metricsServer) {
      const certManager = clusterAddOn(this, "cert-manager", {
        clusterId,
        name: "CertManager",
        dependsOn: workers,
      });
      clusterAddOn(this, "metrics-server", {
        clusterId,
        name: "KubernetesMetricsServer",
        dependsOn: [certManager],
      });
    }
    if (coreDns !== undefined) {
      clusterAddOn(this, "core-dns", {
        clusterId,
        name: "CoreDNS",
        comesWithCluster: true,
        dependsOn: workers,
        configuration: {
          minReplica: String(coreDns.minimumReplicas),
          nodesPerReplica: String(coreDns.workersPerReplica),
        },
      });
    }
  }
}
