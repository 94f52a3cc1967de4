import { TerraformOutput, type TerraformStack } from "cdktf";

/** What `terraform output` and the end of a deploy show people, by name. */
export function show(
  stack: TerraformStack,
  outputs: Readonly<Record<string, { readonly value: string; readonly description: string }>>,
): void {
  for (const [name, { value, description }] of Object.entries(outputs)) {
    new TerraformOutput(stack, name, { value, description, staticId: true });
  }
}
