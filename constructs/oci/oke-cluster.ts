import { ContainerengineCluster } from "@cdktf/provider-oci/containerengine-cluster";
import { DataOciContainerengineClusterKubeConfig } from "@cdktf/provider-oci/data-oci-containerengine-cluster-kube-config";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { ManagedCluster } from "../kubernetes/kubernetes-cluster.ts";
import type { OkeNetwork } from "./network.ts";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface OkeClusterProps {
  readonly compartmentId: string;
  /** Region identifier, such as `eu-frankfurt-1`: the credential is signed for it. */
  readonly region: string;
  readonly name: string;
  /**
   * Of the control plane, without the v, such as `1.36.1`. Goes up one minor at
   * a time and never down; workers are upgraded on their own afterwards.
   */
  readonly kubernetesVersion: string;
  /** Also decides whether the API endpoint has a public address. */
  readonly network: OkeNetwork;
  /**
   * Virtual addresses of Kubernetes Services; must not overlap the VCN. A
   * change replaces the cluster. (There is no range for pods: they have
   * addresses of the pod subnet.)
   *
   * @default what OKE chooses, 10.96.0.0/16
   */
  readonly servicesCidr?: string;
  /**
   * OCID of an AES key that encrypts Kubernetes' own Secrets; clusters of the
   * compartment need a policy that lets them use it. A change replaces the
   * cluster, and a deleted key makes its Secrets unreadable for ever.
   *
   * @default a key of Oracle's
   */
  readonly kmsKeyId?: string;
  /**
   * OCID of an RSA key. Images from Oracle's registry that it has not signed are refused then; see
   * SignedImagesPolicy for the rights. Images of other registries are not looked at.
   *
   * @default any image is taken
   */
  readonly imageSigningKeyId?: string;
  /** Handed on to the load balancers and volumes that Kubernetes makes. */
  readonly freeformTags: FreeformTags;
}

/** An enhanced OKE cluster (workload identity needs one) with VCN-native pod networking. */
export class OkeCluster extends Construct implements ManagedCluster {
  public readonly clusterId: string;
  /** As given, so that a node pool can be compared with it. */
  public readonly kubernetesVersion: string;
  public readonly endpoint: string;
  public readonly caCertificate: string;
  public readonly credentialArguments: readonly [host: string, ...args: string[]];

  constructor(scope: Construct, id: string, props: OkeClusterProps) {
    super(scope, id);
    const { compartmentId, region, name, kubernetesVersion, network, servicesCidr, freeformTags } = props;
    const { kmsKeyId, imageSigningKeyId } = props;

    const cluster = new ContainerengineCluster(this, "Resource", {
      compartmentId,
      name,
      kubernetesVersion: `v${kubernetesVersion}`,
      type: "ENHANCED_CLUSTER",
      vcnId: network.vcnId,
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      ...(imageSigningKeyId === undefined
        ? {}
        : { imagePolicyConfig: { isPolicyEnabled: true, keyDetails: [{ kmsKeyId: imageSigningKeyId }] } }),
      clusterPodNetworkOptions: [{ cniType: "OCI_VCN_IP_NATIVE" }],
      endpointConfig: {
        subnetId: network.endpointSubnetId,
        isPublicIpEnabled: network.endpointPublic,
        nsgIds: [network.endpointSecurityGroupId],
      },
      options: {
        serviceLbSubnetIds: [network.loadBalancerSubnetId],
        serviceLbConfig: { freeformTags },
        persistentVolumeConfig: { freeformTags },
        ...(servicesCidr === undefined ? {} : { kubernetesNetworkConfig: { servicesCidr } }),
      },
      freeformTags,
      // Terraform sees no other reason to wait for the rules. Without them
      // workers cannot join, and when all is destroyed at once a worker that
      // has lost the API keeps its pool waiting for the whole eviction grace.
      dependsOn: [...network.securityRules],
      lifecycle: ignoreTagDefaults,
    });

    // The cluster's certificate authority is published nowhere but in its
    // kubeconfig. Version 2.0.0 of that file names a command to run instead of
    // holding a token, so state gets an address, a certificate and no credential.
    const kubeConfig = new DataOciContainerengineClusterKubeConfig(this, "kube-config", {
      clusterId: cluster.id,
      endpoint: network.endpointPublic ? "PUBLIC_ENDPOINT" : "PRIVATE_ENDPOINT",
      tokenVersion: "2.0.0",
    });
    const kubeCluster = ["clusters", 0, "cluster"];
    const decoded = Fn.yamldecode(kubeConfig.content);

    this.clusterId = cluster.id;
    this.kubernetesVersion = kubernetesVersion;
    this.endpoint = Fn.lookupNested(decoded, [...kubeCluster, "server"]);
    this.caCertificate = Fn.base64decode(
      Fn.lookupNested(decoded, [...kubeCluster, "certificate-authority-data"]),
    );
    this.credentialArguments = ["oke", cluster.id, region];
  }
}
