import { Fn, TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/**
 * A name that no secret in the vault has had: a deleted secret keeps its name
 * for days, so a name is used once. The suffix is an id that Terraform itself
 * generates and keeps in state (no provider needed). It changes together with
 * what replaces the secret, `replacedBy`; should the secret be deleted by hand,
 * replace the suffix too to get a free name.
 *
 * (Not cdktf's own class for terraform_data: that runs `terraform version` at
 * synth, which needs Node alone.)
 */
export function freshSecretName(
  scope: Construct,
  name: string,
  replacedBy: { readonly compartmentId: string; readonly vaultId: string; readonly keyId: string },
): string {
  const { compartmentId, vaultId, keyId } = replacedBy;
  const suffix = new TerraformResource(scope, "suffix", { terraformResourceType: "terraform_data" });
  suffix.addOverride("triggers_replace", { compartmentId, vaultId, keyId });
  return `${name}-${Fn.substr(suffix.getStringAttribute("id"), 0, 8)}`;
}
