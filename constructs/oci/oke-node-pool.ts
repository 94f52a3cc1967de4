import { ContainerengineNodePool } from "@cdktf/provider-oci/containerengine-node-pool";
import { DataOciIdentityAvailabilityDomains } from "@cdktf/provider-oci/data-oci-identity-availability-domains";
import { type ITerraformDependable, TerraformIterator } from "cdktf";
import { Construct } from "constructs";
import type { OkeNetwork } from "./network.ts";
import type { OkeCluster } from "./oke-cluster.ts";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";
import { workerImageId } from "./worker-image.ts";
import { registerTaints, type Taint } from "./worker-taints.ts";

export interface OkeNodePoolProps {
  readonly compartmentId: string;
  readonly name: string;
  readonly cluster: OkeCluster;
  readonly network: OkeNetwork;
  /** Of the kubelets, without the v: the cluster's own or up to three minors older. */
  readonly kubernetesVersion: string;
  /**
   * The exact image of the workers, by name or by OCID.
   *
   * A name, such as `Oracle-Linux-9.7-2026.06.15-0-OKE-1.36.1-1505`, is the same
   * in every region and always means the same build, so a plan changes only when
   * this text does ("the newest image" would change it whenever Oracle publishes
   * one). It is looked up when planning, and refused once OKE no longer offers
   * it. An OCID is not looked up, so it goes on working then; it belongs to one
   * region. Oracle lists both:
   * https://docs.oracle.com/iaas/images/oke-worker-node-oracle-linux-9x/index.htm
   *
   * A change never replaces the pool; it applies to workers made from then on.
   */
  readonly image: string;
  /** A flexible shape, such as `VM.Standard.E5.Flex`. The image's architecture must match: Ampere (`A1`, `A2`) needs `aarch64`. */
  readonly shape: string;
  /** Per worker. One OCPU is two threads on x86, one core on Ampere. */
  readonly ocpus: number;
  /** Per worker, in GB. */
  readonly memoryGb: number;
  /**
   * Per worker, in GB. Container images and emptyDir volumes live there.
   *
   * @default 50, the smallest that Oracle makes
   */
  readonly bootVolumeGb?: number;
  /** Workers in the whole pool, not per availability domain. */
  readonly size: number;
  /**
   * Whether a cluster autoscaler changes the size: then `size` is only what the
   * pool starts with, and another number later is no drift.
   *
   * @default false
   */
  readonly autoscaled?: boolean;
  /**
   * `preemptible` workers cost less and are taken away when Oracle needs the
   * machines. OKE taints them `oci.oraclecloud.com/oke-is-preemptible`, so that
   * only pods which tolerate that run there.
   * https://docs.oracle.com/iaas/Content/ContEng/Tasks/contengusingpreemptiblecapacity.htm
   *
   * @default "on-demand"
   */
  readonly capacity?: "on-demand" | "preemptible";
  /** By number, such as `[1, 3]`. A region has one or three. @default all of the region */
  readonly availabilityDomains?: readonly number[];
  /** By number, 1 to 3: groups of hardware within an availability domain that fail apart. @default all three */
  readonly faultDomains?: readonly number[];
  /**
   * OCID of the key that encrypts the boot volumes; the node pool and the Block
   * Volume service need a policy that lets them use it. A change applies to
   * workers made from then on.
   *
   * @default a key of Oracle's
   */
  readonly kmsKeyId?: string;
  /**
   * Replaces workers one after the other when the version, the image or another
   * setting of the machines changes, with at most so many more and so many
   * fewer workers meanwhile; one of the two is above 0. Not for bare metal.
   * https://docs.oracle.com/iaas/Content/ContEng/Tasks/balance-service-availability-cost.htm
   *
   * @default none: workers stay as they were made, and somebody has to replace them
   */
  readonly cycling?: { readonly maximumSurge: number; readonly maximumUnavailable: number };
  /**
   * How long a worker waits for its pods to leave before it is removed, in
   * minutes, 0 to 60. After that it goes all the same: a
   * PodDisruptionBudget that cannot be met would block every upgrade and destroy.
   *
   * @default 60
   */
  readonly evictionGraceMinutes?: number;
  /** Kubernetes labels that a worker has from its start. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Taints that a worker has from its start. */
  readonly taints?: readonly Taint[];
  readonly freeformTags: FreeformTags;
}

// In every availability domain there are these three:
// https://docs.oracle.com/iaas/Content/General/Concepts/regions.htm
const everyFaultDomain = [1, 2, 3];

/** The only thing that Oracle does with a machine it takes away; its boot volume holds nothing worth keeping. */
const terminated = [{ preemption_action: [{ type: "TERMINATE", is_preserve_boot_volume: false }] }];

/** Workers of one shape, spread over availability domains of the region and their fault domains. */
export class OkeNodePool extends Construct {
  public readonly nodePoolId: string;
  /** For what runs on the workers, so that it comes after them and goes before. */
  public readonly workers: ITerraformDependable;

  constructor(scope: Construct, id: string, props: OkeNodePoolProps) {
    super(scope, id);
    const { compartmentId, name, cluster, network, kubernetesVersion, image, freeformTags } = props;
    const { bootVolumeGb = 50, evictionGraceMinutes = 60, labels = {}, taints = [] } = props;
    const { availabilityDomains, faultDomains = everyFaultDomain, kmsKeyId, cycling } = props;
    const { autoscaled = false, capacity = "on-demand" } = props;

    // Their names differ from tenancy to tenancy, but for the number at the end.
    const domains = TerraformIterator.fromComplexList(
      new DataOciIdentityAvailabilityDomains(this, "availability-domains", {
        compartmentId,
        ...(availabilityDomains === undefined
          ? {}
          : { filter: [{ name: "name", regex: true, values: [`-AD-(${availabilityDomains.join("|")})$`] }] }),
      }).availabilityDomains,
      "name",
    );

    const pool = new ContainerengineNodePool(this, "Resource", {
      compartmentId,
      clusterId: cluster.clusterId,
      name,
      kubernetesVersion: `v${kubernetesVersion}`,
      nodeShape: props.shape,
      nodeShapeConfig: { ocpus: props.ocpus, memoryInGbs: props.memoryGb },
      nodeSourceDetails: {
        sourceType: "IMAGE",
        imageId: workerImageId(this, { image, kubernetesVersion, compartmentId }),
        bootVolumeSizeInGbs: String(bootVolumeGb),
      },
      // Version 1 of the metadata endpoint answers any request from a pod that can be tricked into making one.
      nodeMetadata: {
        areLegacyImdsEndpointsDisabled: "true",
        ...(taints.length === 0 ? {} : { user_data: registerTaints(this.node.path, taints) }),
      },
      nodeConfigDetails: {
        size: props.size,
        nsgIds: [network.workerSecurityGroupId],
        isPvEncryptionInTransitEnabled: true,
        ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
        nodePoolPodNetworkOptionDetails: {
          cniType: "OCI_VCN_IP_NATIVE",
          podSubnetIds: [network.podSubnetId],
          podNsgIds: [network.podSecurityGroupId],
        },
        placementConfigs: domains.dynamic({
          availability_domain: domains.getString("name"),
          subnet_id: network.workerSubnetId,
          fault_domains: faultDomains.map((number) => `FAULT-DOMAIN-${number}`),
          ...(capacity === "preemptible" ? { preemptible_node_config: terminated } : {}),
        }),
        freeformTags,
      },
      nodeEvictionNodePoolSettings: {
        evictionGraceDuration: `PT${evictionGraceMinutes}M`,
        isForceDeleteAfterGraceDuration: true,
        isForceActionAfterGraceDuration: true,
      },
      ...(cycling === undefined
        ? {}
        : {
            nodePoolCyclingDetails: {
              isNodeCyclingEnabled: true,
              maximumSurge: String(cycling.maximumSurge),
              maximumUnavailable: String(cycling.maximumUnavailable),
            },
          }),
      initialNodeLabels: Object.entries(labels).map(([key, value]) => ({ key, value })),
      freeformTags,
      lifecycle: {
        ignoreChanges: [
          ...ignoreTagDefaults.ignoreChanges,
          "node_config_details[0].defined_tags",
          ...(autoscaled ? ["node_config_details[0].size"] : []),
        ],
      },
    });

    this.nodePoolId = pool.id;
    this.workers = pool;
  }
}
