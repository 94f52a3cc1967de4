import { AuditConfiguration } from "@cdktf/provider-oci/audit-configuration";
import { type TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { CompartmentBudget } from "../constructs/oci/budget.ts";
import { CompartmentQuota } from "../constructs/oci/quota.ts";
import type { Environment, Governance } from "../environments/schema.ts";
import { keepState } from "./backend.ts";
import { oracleRegion, stackName, tagsOf } from "./naming.ts";
import { homeRegionProvider, useOracle } from "./oracle-provider.ts";
import { show } from "./outputs.ts";
import { compartmentOcid, compartmentPath, tenancyOcid } from "./variables.ts";

/**
 * What only an administrator of the tenancy may set: budget and quotas of the
 * compartment, and how long the tenancy keeps audit events. Apart from the rest,
 * so that everything else needs no more than the rights on one compartment. The
 * retention of audit events stays as it is when the stack is destroyed.
 */
export class GovernanceStack extends TerraformStack {
  constructor(scope: Construct, environment: Environment, governance: Governance) {
    super(scope, stackName(environment, "governance"));
    keepState(this, environment.backend);
    useOracle(this, oracleRegion(environment));
    const tenancyId = tenancyOcid(this);
    // Oracle keeps all three in the tenancy's home region.
    const home = homeRegionProvider(this, tenancyId);
    const { budget, quotas, auditRetentionDays } = governance;
    const everywhere = {
      tenancyId,
      name: environment.name,
      homeRegionProvider: home,
      freeformTags: tagsOf(environment),
    };

    if (budget !== undefined) {
      new CompartmentBudget(this, "budget", {
        ...everywhere,
        ...budget,
        compartmentId: compartmentOcid(this),
      });
    }
    if (quotas !== undefined) {
      new CompartmentQuota(this, "quota", { ...everywhere, quotas, compartmentPath: compartmentPath(this) });
    }
    if (auditRetentionDays !== undefined) this.keepAuditEvents(tenancyId, auditRetentionDays, home);

    show(this, {
      governed: { value: Object.keys(governance).join(", "), description: "What this stack sets." },
    });
  }

  private keepAuditEvents(
    compartmentId: string,
    retentionPeriodDays: number,
    provider: TerraformProvider,
  ): void {
    new AuditConfiguration(this, "audit", { compartmentId, retentionPeriodDays, provider });
  }
}
