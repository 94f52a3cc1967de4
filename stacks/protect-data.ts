import { TerraformResource, type TerraformStack } from "cdktf";
import { isMarkedAsHoldingData } from "../constructs/holds-data.ts";
import { holdsData } from "./data-holders.ts";
import { show } from "./outputs.ts";

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
