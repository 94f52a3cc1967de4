import { BudgetAlertRule } from "@cdktf/provider-oci/budget-alert-rule";
import { BudgetBudget } from "@cdktf/provider-oci/budget-budget";
import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface CompartmentBudgetProps {
  /** Budgets are kept in the root compartment, and read and written by who administers the tenancy. */
  readonly tenancyId: string;
  /** Whose spending is counted, with all compartments below it. */
  readonly compartmentId: string;
  /** 1 to 255 letters, digits, dots, hyphens and underscores. */
  readonly name: string;
  /** In the tenancy's currency. Nothing is switched off when it is spent. */
  readonly monthlyAmount: number;
  readonly emails: readonly string[];
  /** Set to the tenancy's home region, where budgets are kept. */
  readonly homeRegionProvider: TerraformProvider;
  readonly freeformTags: FreeformTags;
}

/** What a compartment may cost a month, and mails before and when it costs more. */
export class CompartmentBudget extends Construct {
  constructor(scope: Construct, id: string, props: CompartmentBudgetProps) {
    super(scope, id);
    const { tenancyId, compartmentId, name, monthlyAmount, emails, freeformTags } = props;
    const everywhere = { provider: props.homeRegionProvider, freeformTags, lifecycle: ignoreTagDefaults };

    const budget = new BudgetBudget(this, "Resource", {
      ...everywhere,
      compartmentId: tenancyId,
      displayName: name,
      description: "All that the compartment costs in a month",
      amount: monthlyAmount,
      resetPeriod: "MONTHLY",
      targetType: "COMPARTMENT",
      targets: [compartmentId],
    });
    const alert = (id: string, type: "ACTUAL" | "FORECAST", threshold: number, message: string) =>
      new BudgetAlertRule(this, id, {
        ...everywhere,
        budgetId: budget.id,
        displayName: `${name}-${id}`,
        type,
        threshold,
        thresholdType: "PERCENTAGE",
        recipients: emails.join(","),
        message,
      });
    alert("forecast", "FORECAST", 100, "At this pace the month will cost more than the budget.");
    alert("most", "ACTUAL", 80, "80 % of the month's budget is spent.");
    alert("all", "ACTUAL", 100, "The month's budget is spent. Nothing is switched off.");
  }
}
