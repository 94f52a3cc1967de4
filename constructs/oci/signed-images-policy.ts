import { IdentityPolicy } from "@cdktf/provider-oci/identity-policy";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface SignedImagesPolicyProps {
  /** Holds the policy, the key and the repositories. */
  readonly compartmentId: string;
  /** Unique in the compartment; at most 100 characters. */
  readonly name: string;
  readonly clusterId: string;
  /** The key that OkeCluster's `imageSigningKeyId` names. */
  readonly keyId: string;
  /**
   * A provider set to the tenancy's home region: Oracle changes policies
   * nowhere else.
   *
   * @default the stack's provider, which works only where that is the home region
   */
  readonly homeRegionProvider?: TerraformProvider;
  readonly freeformTags: FreeformTags;
}

/**
 * Lets one cluster check the signatures of images before it pulls them.
 * https://docs.oracle.com/iaas/Content/ContEng/Tasks/contengenforcingsignedimagesfromocir.htm
 */
export class SignedImagesPolicy extends Construct {
  constructor(scope: Construct, id: string, props: SignedImagesPolicyProps) {
    super(scope, id);
    const { compartmentId, name, clusterId, keyId, homeRegionProvider, freeformTags } = props;
    const cluster = `request.user.id = '${clusterId}'`;
    new IdentityPolicy(this, "Resource", {
      compartmentId,
      name,
      description: "The cluster: check who signed an image",
      statements: [
        `Allow any-user to use keys in compartment id ${compartmentId} where all {${cluster}, target.key.id = '${keyId}'}`,
        `Allow any-user to read repos in compartment id ${compartmentId} where ${cluster}`,
      ],
      freeformTags,
      ...(homeRegionProvider === undefined ? {} : { provider: homeRegionProvider }),
      lifecycle: ignoreTagDefaults,
    });
  }
}
