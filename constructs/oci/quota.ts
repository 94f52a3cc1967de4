import { LimitsQuota } from "@cdktf/provider-oci/limits-quota";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

/** By service, such as `streaming`, and by quota, such as `partition-count`: https://docs.oracle.com/iaas/Content/Quotas/Concepts/resourcequotas.htm */
export type Quotas = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface CompartmentQuotaProps {
  /** Quotas are kept in the root compartment, and written by who administers the tenancy. */
  readonly tenancyId: string;
  /** Of the compartment, by names from the root down, such as `teams:streaming`: a quota takes no OCID. */
  readonly compartmentPath: string;
  readonly name: string;
  readonly quotas: Quotas;
  /** Set to the tenancy's home region, where quotas are kept. */
  readonly homeRegionProvider: TerraformProvider;
  readonly freeformTags: FreeformTags;
}

/** The most that may be made in a compartment: what a mistake or a stolen credential can cost. */
export class CompartmentQuota extends Construct {
  constructor(scope: Construct, id: string, props: CompartmentQuotaProps) {
    super(scope, id);
    const { tenancyId, compartmentPath, name, quotas, freeformTags } = props;
    new LimitsQuota(this, "Resource", {
      compartmentId: tenancyId,
      name,
      description: "The most that may be made in the compartment",
      statements: Object.entries(quotas).flatMap(([service, limits]) =>
        Object.entries(limits).map(
          ([quota, most]) => `set ${service} quota ${quota} to ${most} in compartment ${compartmentPath}`,
        ),
      ),
      freeformTags,
      provider: props.homeRegionProvider,
      lifecycle: ignoreTagDefaults,
    });
  }
}
