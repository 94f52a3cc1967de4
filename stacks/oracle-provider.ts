import { DataOciIdentityRegionSubscriptions } from "@cdktf/provider-oci/data-oci-identity-region-subscriptions";
import { OciProvider } from "@cdktf/provider-oci/provider";
import type { TerraformProvider, TerraformStack } from "cdktf";

/** Credentials come from where Oracle's own tools take them: ~/.oci/config, or OCI_* and TF_VAR_* variables. */
export function useOracle(stack: TerraformStack, region: string): void {
  new OciProvider(stack, "oci", { region });
}

/** A second provider for the tenancy's home region, the only one in which Oracle changes policies. */
export function homeRegionProvider(stack: TerraformStack, tenancyId: string): TerraformProvider {
  const home = new DataOciIdentityRegionSubscriptions(stack, "home-region", {
    tenancyId,
    filter: [{ name: "is_home_region", values: ["true"] }],
  });
  return new OciProvider(stack, "oci-home", {
    alias: "home",
    region: home.regionSubscriptions.get(0).regionName,
  });
}
