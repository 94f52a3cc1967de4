import { TerraformLocal, type TerraformStack } from "cdktf";

/** What the environments come with; reserved for documentation (RFC 5737). */
const exampleNetwork = "203.0.113.0/24";

/**
 * A warning and not an error: everything but the way in from outside is as it should be.
 *
 * @param id names the check, and never changes
 * @param property where the environment has the list
 */
export function warnAboutExample(
  stack: TerraformStack,
  id: string,
  property: string,
  cidrs: readonly string[],
): void {
  const allowed = new TerraformLocal(stack, id, cidrs);
  stack.addOverride(`check.${id}.assert`, [
    {
      condition: `\${!contains(${allowed.fqn}, "${exampleNetwork}")}`,
      error_message:
        `${property} must name your own networks, got the example ${exampleNetwork}. ` +
        "Nobody comes from there, so nobody reaches the cluster, Terraform included.",
    },
  ]);
}
