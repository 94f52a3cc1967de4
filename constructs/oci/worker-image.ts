import { DataOciContainerengineNodePoolOption } from "@cdktf/provider-oci/data-oci-containerengine-node-pool-option";
import { Fn, propertyAccess, Token } from "cdktf";
import type { Construct } from "constructs";

export interface WorkerImage {
  /** As OkeNodePool's `image` says: a name or an OCID. */
  readonly image: string;
  /** Of the kubelets, without the v. The image must be made for it. */
  readonly kubernetesVersion: string;
  readonly compartmentId: string;
}

/**
 * OCID of a worker image. A name is looked up among what OKE offers in general,
 * not to this cluster, so that a first plan can already refuse it.
 *
 * @throws when the name is that of an image for another Kubernetes
 */
export function workerImageId(
  scope: Construct,
  { image, kubernetesVersion, compartmentId }: WorkerImage,
): string {
  if (Token.isUnresolved(image) || image.startsWith("ocid1.image.")) return image;
  if (!image.includes(`-OKE-${kubernetesVersion}-`)) {
    throw new Error(
      `${scope.node.path}: image must be made for Kubernetes ${kubernetesVersion}, got "${image}". ` +
        `Choose one whose name has "-OKE-${kubernetesVersion}-" in it.`,
    );
  }
  const offered = new DataOciContainerengineNodePoolOption(scope, "images", {
    compartmentId,
    nodePoolOptionId: "all",
    nodePoolK8SVersion: `v${kubernetesVersion}`,
    lifecycle: {
      postcondition: [
        {
          condition: `\${contains(self.sources[*].source_name, "${image}")}`,
          errorMessage:
            `${scope.node.path}: image must be one that OKE still offers, got "${image}". ` +
            "Choose a newer name, or keep this image by giving its OCID.",
        },
      ],
    },
  });
  const every = (attribute: string) => Token.asList(propertyAccess(offered.sources, ["*", attribute]));
  return Fn.lookup(Fn.zipmap(every("source_name"), every("image_id")), image);
}
