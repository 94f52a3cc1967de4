import { IdentityPolicy } from "@cdktf/provider-oci/identity-policy";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

/** What a key may be for. Each use has a key of its own. */
export type KeyUse = "streams" | "volumes" | "kubernetes";

export interface ServiceKeyPolicyProps {
  /** Holds the policy, the keys, and the cluster and pools that use them. */
  readonly compartmentId: string;
  /** Unique in the compartment; at most 100 characters. */
  readonly name: string;
  readonly keyIds: Readonly<Record<KeyUse, string>>;
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
 * Lets Oracle's services use a customer's keys; without it a pool, a volume or
 * a cluster that names the key cannot be made. A cluster and a node pool need
 * the statement before they exist, so they are named by kind and compartment
 * and not by OCID; the key is always named by OCID.
 *
 * - streams: https://docs.oracle.com/iaas/Content/Streaming/Tasks/creatingstreampools.htm
 * - volumes: the Block Volume service encrypts, for node pools (boot volumes)
 *   and for the cluster (volumes of claims), which delegate the key to it:
 *   https://docs.oracle.com/iaas/Content/ContEng/Concepts/contengpolicyconfig.htm
 * - kubernetes: https://docs.oracle.com/iaas/Content/ContEng/Tasks/contengencryptingdata.htm
 *
 * Whoever deploys needs `use key-delegate` on the same keys: an administrator
 * of the compartment has it.
 */
export class ServiceKeyPolicy extends Construct {
  constructor(scope: Construct, id: string, props: ServiceKeyPolicyProps) {
    super(scope, id);
    const { compartmentId, name, keyIds, freeformTags, homeRegionProvider } = props;

    const service = (service: string, use: KeyUse) =>
      `Allow service ${service} to use keys in compartment id ${compartmentId} where target.key.id = '${keyIds[use]}'`;
    const every = (kind: "cluster" | "nodepool", what: "keys" | "key-delegate", use: KeyUse) =>
      `Allow any-user to use ${what} in compartment id ${compartmentId} where all {request.principal.type = '${kind}', ` +
      `request.principal.compartment.id = '${compartmentId}', target.key.id = '${keyIds[use]}'}`;

    new IdentityPolicy(this, "Resource", {
      compartmentId,
      name,
      description: "Services that encrypt with the keys of this environment, each with its own",
      statements: [
        service("streaming", "streams"),
        service("blockstorage", "volumes"),
        every("nodepool", "key-delegate", "volumes"),
        every("cluster", "key-delegate", "volumes"),
        every("cluster", "keys", "kubernetes"),
      ],
      freeformTags,
      ...(homeRegionProvider === undefined ? {} : { provider: homeRegionProvider }),
      lifecycle: ignoreTagDefaults,
    });
  }
}
