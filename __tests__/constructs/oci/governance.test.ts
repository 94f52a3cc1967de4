import { OciProvider } from "@cdktf/provider-oci/provider";
import { describe, expect, it } from "@jest/globals";
import { CompartmentBudget } from "../../../constructs/oci/budget.ts";
import { CompartmentQuota } from "../../../constructs/oci/quota.ts";
import { compartmentId, freeformTags, Synthesized } from "./synthesized.ts";

const tenancyId = "ocid1.tenancy.oc1..tenancy";

const synthesized = new Synthesized((stack) => {
  const homeRegionProvider = new OciProvider(stack, "home", { alias: "home", region: "us-ashburn-1" });
  const everywhere = { tenancyId, homeRegionProvider, freeformTags };
  new CompartmentBudget(stack, "budget", {
    ...everywhere,
    compartmentId,
    name: "prod",
    monthlyAmount: 900,
    emails: ["a@example.com", "b@example.com"],
  });
  new CompartmentQuota(stack, "quota", {
    ...everywhere,
    compartmentPath: "teams:streaming",
    name: "prod",
    quotas: { streaming: { "partition-count": 12 }, "container-engine": { "cluster-count": 1 } },
  });
});

describe("CompartmentBudget", () => {
  it("counts what the compartment costs in a month, in the root compartment", () => {
    expect(synthesized.only("oci_budget_budget")).toMatchObject({
      compartment_id: tenancyId,
      amount: 900,
      reset_period: "MONTHLY",
      target_type: "COMPARTMENT",
      targets: [compartmentId],
      provider: "oci.home",
    });
  });

  it("tells everybody before it is spent, and when", () => {
    const rules = synthesized.all("oci_budget_alert_rule");

    expect(rules.map(({ type, threshold, threshold_type }) => [type, threshold, threshold_type])).toEqual([
      ["ACTUAL", 100, "PERCENTAGE"],
      ["FORECAST", 100, "PERCENTAGE"],
      ["ACTUAL", 80, "PERCENTAGE"],
    ]);
    for (const { recipients } of rules) expect(recipients).toBe("a@example.com,b@example.com");
  });
});

describe("CompartmentQuota", () => {
  it("sets one limit a statement, for the compartment by its path", () => {
    expect(synthesized.only("oci_limits_quota")).toMatchObject({
      compartment_id: tenancyId,
      statements: [
        "set streaming quota partition-count to 12 in compartment teams:streaming",
        "set container-engine quota cluster-count to 1 in compartment teams:streaming",
      ],
      provider: "oci.home",
    });
  });
});
