import { TerraformResource, type TerraformStack } from "cdktf";

type Tags = Readonly<Record<string, string>>;

/** What a resource makes on its own has tags of its own. */
const nested: Readonly<Record<string, readonly string[]>> = {
  oci_containerengine_cluster: ["options.service_lb_config", "options.persistent_volume_config"],
  oci_containerengine_node_pool: ["node_config_details"],
};

/**
 * Gives defined tags to all that can carry them. Every construct ignores later
 * changes of them, because the tenancy may add some of its own (tag defaults)
 * that no plan should take off.
 *
 * @param stack with everything in it
 */
export function addDefinedTags(stack: TerraformStack, tags: Tags): void {
  for (const node of stack.node.findAll()) {
    if (!(node instanceof TerraformResource) || !("definedTags" in node)) continue;
    node.addOverride("defined_tags", tags);
    for (const path of nested[node.terraformResourceType] ?? []) {
      node.addOverride(`${path}.defined_tags`, tags);
    }
  }
}
