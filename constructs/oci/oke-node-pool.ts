import { ContainerengineNodePool } from "@cdktf/provider-oci/containerengine-node-pool";
import { DataOciContainerengineNodePoolOption } from "@cdktf/provider-oci/data-oci-containerengine-node-pool-option";
import { DataOciIdentityAvailabilityDomains } from "@cdktf/provider-oci/data-oci-identity-availability-domains";
import { Fn, propertyAccess, TerraformIterator, Token } from "cdktf";
import { Construct } from "constructs";
import type { OkeNetwork } from "./network.ts";
import type { OkeCluster } from "./oke-cluster.ts";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

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
   * How long a worker waits for its pods to leave before it is removed, in
   * minutes, 0 to 60. After that it goes all the same: a
   * PodDisruptionBudget that cannot be met would block every upgrade and destroy.
   *
   * @default 60
   */
  readonly evictionGraceMinutes?: number;
  /** Kubernetes labels that a worker has from its start. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly freeformTags: FreeformTags;
}

// In every availability domain there are these three:
// https://docs.oracle.com/iaas/Content/General/Concepts/regions.htm
const faultDomains = ["FAULT-DOMAIN-1", "FAULT-DOMAIN-2", "FAULT-DOMAIN-3"];

/** Workers of one shape, spread over all availability domains of the region and their fault domains. */
export class OkeNodePool extends Construct {
  public readonly nodePoolId: string;

  constructor(scope: Construct, id: string, props: OkeNodePoolProps) {
    super(scope, id);
    const { compartmentId, name, cluster, network, kubernetesVersion, image, freeformTags } = props;
    const { bootVolumeGb = 50, evictionGraceMinutes = 60, labels = {} } = props;

    // Their names differ from tenancy to tenancy.
    const domains = TerraformIterator.fromComplexList(
      new DataOciIdentityAvailabilityDomains(this, "availability-domains", { compartmentId })
        .availabilityDomains,
      "name",
    );

    this.nodePoolId = new ContainerengineNodePool(this, "Resource", {
      compartmentId,
      clusterId: cluster.clusterId,
      name,
      kubernetesVersion: `v${kubernetesVersion}`,
      nodeShape: props.shape,
      nodeShapeConfig: { ocpus: props.ocpus, memoryInGbs: props.memoryGb },
      nodeSourceDetails: {
        sourceType: "IMAGE",
        imageId: this.imageId(image, kubernetesVersion, compartmentId),
        bootVolumeSizeInGbs: String(bootVolumeGb),
      },
      // Version 1 of the metadata endpoint answers any request from a pod that can be tricked into making one.
      nodeMetadata: { areLegacyImdsEndpointsDisabled: "true" },
      nodeConfigDetails: {
        size: props.size,
        nsgIds: [network.workerSecurityGroupId],
        isPvEncryptionInTransitEnabled: true,
        nodePoolPodNetworkOptionDetails: {
          cniType: "OCI_VCN_IP_NATIVE",
          podSubnetIds: [network.podSubnetId],
          podNsgIds: [network.podSecurityGroupId],
        },
        placementConfigs: domains.dynamic({
          availability_domain: domains.getString("name"),
          subnet_id: network.workerSubnetId,
          fault_domains: faultDomains,
        }),
        freeformTags,
      },
      nodeEvictionNodePoolSettings: {
        evictionGraceDuration: `PT${evictionGraceMinutes}M`,
        isForceDeleteAfterGraceDuration: true,
        isForceActionAfterGraceDuration: true,
      },
      initialNodeLabels: Object.entries(labels).map(([key, value]) => ({ key, value })),
      freeformTags,
      lifecycle: {
        ignoreChanges: [...ignoreTagDefaults.ignoreChanges, "node_config_details[0].defined_tags"],
      },
    }).id;
  }

  /** Looked up among what OKE offers in general, not to this cluster, so that a first plan can already refuse it. */
  private imageId(image: string, kubernetesVersion: string, compartmentId: string): string {
    if (Token.isUnresolved(image) || image.startsWith("ocid1.image.")) return image;
    if (!image.includes(`-OKE-${kubernetesVersion}-`)) {
      throw new Error(
        `${this.node.path}: image must be made for Kubernetes ${kubernetesVersion}, got "${image}". ` +
          `Choose one whose name has "-OKE-${kubernetesVersion}-" in it.`,
      );
    }
    const offered = new DataOciContainerengineNodePoolOption(this, "images", {
      compartmentId,
      nodePoolOptionId: "all",
      nodePoolK8SVersion: `v${kubernetesVersion}`,
      lifecycle: {
        postcondition: [
          {
            condition: `\${contains(self.sources[*].source_name, "${image}")}`,
            errorMessage:
              `${this.node.path}: image must be one that OKE still offers, got "${image}". ` +
              "Choose a newer name, or keep this image by giving its OCID.",
          },
        ],
      },
    });
    const every = (attribute: string) => Token.asList(propertyAccess(offered.sources, ["*", attribute]));
    return Fn.lookup(Fn.zipmap(every("source_name"), every("image_id")), image);
  }
}
