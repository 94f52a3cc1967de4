import { jsonBody } from "../../shared/json-body.ts";
import type { Route } from "../../shared/routes.ts";
import type { Store } from "../store.ts";
import { resourceRoutes } from "./resource-routes.ts";
import type { ResourceType } from "./resource-type.ts";

const quota: ResourceType = {
  name: "Quota",
  path: "/20181025/quotas",
  ocid: "quota",
  lifeCycle: { active: "ACTIVE" },
  list: "array",
  nameField: "name",
  unique: ["name"],
  create: () => ({ locks: [] }),
};

const budget: ResourceType = {
  name: "Budget",
  path: "/20190111/budgets",
  ocid: "budget",
  lifeCycle: { active: "ACTIVE" },
  list: "array",
  create: ({ targetCompartmentId, targets, targetType }) => ({
    targetType: targetType ?? "COMPARTMENT",
    targets: targets ?? [targetCompartmentId],
    processingPeriodType: "MONTH",
    alertRuleCount: 0,
    actualSpend: 0,
    forecastedSpend: 0,
    version: 1,
  }),
};

const alertRule: ResourceType = {
  name: "AlertRule",
  path: "/20190111/budgets/{budgetId}/alertRules",
  ocid: "budgetalertrule",
  lifeCycle: { active: "ACTIVE" },
  list: "array",
  references: ["budgetId"],
  create: () => ({ version: 1 }),
};

/** What keeps a tenancy in bounds: Quotas 20181025, Budgets 20190111, Audit 20190901. */
export function governanceRoutes(store: Store): Route[] {
  let retentionPeriodDays: unknown = 365;
  const configuration = { path: /^\/20190901\/configuration$/ };
  return [
    ...[quota, budget, alertRule].flatMap((type) => resourceRoutes(store, type)),
    {
      ...configuration,
      operation: "GetConfiguration",
      method: "GET",
      handle: () => ({ body: { retentionPeriodDays } }),
    },
    {
      ...configuration,
      operation: "UpdateConfiguration",
      method: "PUT",
      handle: (call) => {
        retentionPeriodDays = jsonBody(call).retentionPeriodDays;
        return {};
      },
    },
  ];
}
