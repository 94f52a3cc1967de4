import { TerraformResource, type TerraformStack } from "cdktf";
import { isMarkedAsHoldingData } from "../constructs/holds-data.ts";
import { show } from "./outputs.ts";

/**
 * What nobody can make again once it is gone, by type; a Kafka cluster, which is a
 * Helm release like others, is marked where it is made. Not in it: networks, node pools,
 * policies and releases, which are made again as they were, and logs, which end
 * by themselves. docs/protect-data.md says so too.
 */
export const holdsData: readonly string[] = [
  // Records, and the pool that takes its streams with it.
  "oci_streaming_stream",
  "oci_streaming_stream_pool",
  // Keys: without one, what it encrypted cannot be read.
  "oci_kms_vault",
  "oci_kms_key",
  "oci_kms_key_version",
  // Secrets, and the suffix that replaces a secret when it changes.
  "oci_vault_secret",
  "terraform_data",
  // Kubernetes' own objects and Secrets, and the claims of volumes in a namespace.
  "oci_containerengine_cluster",
  "kubernetes_namespace_v1",
];

/**
 * Makes Terraform refuse every plan that would destroy or replace what holds
 * data. Its message cannot be changed, but a destroy also prints the outputs
 * that would go, right before it: one of them says what to do.
 *
 * @param stack with everything in it
 */
export function protectData(stack: TerraformStack, environmentName: string): void {
  const protectedResources = stack.node
    .findAll()
    .filter((node) => node instanceof TerraformResource)
    .filter(
      (resource) => holdsData.includes(resource.terraformResourceType) || isMarkedAsHoldingData(resource),
    );
  if (protectedResources.length === 0) return;
  for (const resource of protectedResources) {
    resource.lifecycle = { ...resource.lifecycle, preventDestroy: true };
  }
  show(stack, {
    protected_data: {
      value:
        `What holds data in ${stack.node.id} refuses to be destroyed. To do it all the same, set protectData to false ` +
        `in environments/${environmentName}.ts, deploy that, then destroy (docs/protect-data.md).`,
      description: "Shown before Terraform refuses to destroy.",
    },
  });
}
