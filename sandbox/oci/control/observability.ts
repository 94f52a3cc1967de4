import type { Route } from "../../shared/routes.ts";
import type { Store } from "../store.ts";
import { resourceRoutes } from "./resource-routes.ts";
import { created, type ResourceType } from "./resource-type.ts";
import { workRequestRoutes } from "./work-requests.ts";

const alarm: ResourceType = {
  name: "Alarm",
  path: "/20180401/alarms",
  ocid: "alarm",
  lifeCycle: { active: "ACTIVE", deleting: "DELETING" },
  create: (details) => ({
    metricCompartmentIdInSubtree: false,
    isNotificationsPerMetricDimensionEnabled: false,
    messageFormat: "RAW",
    pendingDuration: "PT1M",
    resolution: "1m",
    evaluationSlackDuration: "PT3M",
    ruleName: "BASE",
    overrides: [],
    ...details,
  }),
};

const topic: ResourceType = {
  name: "Topic",
  path: "/20181201/topics",
  ocid: "onstopic",
  // Gone at once: Terraform's plugin waits for a 404 and knows no state on the way there.
  lifeCycle: { active: "ACTIVE" },
  list: "array",
  idField: "topicId",
  nameField: "name",
  unique: ["name"],
  create: (_, { url, id }) => ({ apiEndpoint: url, shortTopicId: id.slice(-8) }),
  view: ({ fields, etag }) => ({ ...fields, etag }),
};

const subscription: ResourceType = {
  name: "Subscription",
  path: "/20181201/subscriptions",
  ocid: "onssubscription",
  lifeCycle: { active: "ACTIVE" },
  list: "array",
  nameField: "endpoint",
  references: ["topicId"],
  // Mails and pages have to be confirmed by whoever gets them, which nobody does here.
  create: ({ protocol }, { store }) => ({
    lifecycleState: protocol === "EMAIL" || protocol === "CUSTOM_HTTPS" ? "PENDING" : "ACTIVE",
    createdTime: store.clock(),
    deliverPolicy: JSON.stringify({
      backoffRetryPolicy: { maxRetryDuration: 7_200_000, policyType: "EXPONENTIAL" },
    }),
  }),
  view: ({ fields, etag }) => ({ ...fields, etag }),
};

const logGroup: ResourceType = {
  name: "LogGroup",
  path: "/20200531/logGroups",
  ocid: "loggroup",
  lifeCycle: created,
  unique: ["compartmentId", "displayName"],
  workRequest: { entity: "loggroup" },
  usedBy: ({ fields }, { id }) => fields.logGroupId === id,
};

const log: ResourceType = {
  name: "Log",
  path: "/20200531/logGroups/{logGroupId}/logs",
  ocid: "log",
  lifeCycle: created,
  references: ["logGroupId"],
  unique: ["logGroupId", "displayName"],
  workRequest: { entity: "log" },
  create: ({ logGroupId, isEnabled = true, retentionDuration = 30, configuration }, { store }) => {
    const { compartmentId } = store.resources.get(String(logGroupId)).fields;
    return {
      compartmentId,
      isEnabled,
      retentionDuration,
      ...(configuration !== undefined && { configuration: { compartmentId, ...configuration } }),
    };
  },
};

/** Monitoring 20180401, Notifications 20181201, Logging 20200531. */
export function observabilityRoutes(store: Store): Route[] {
  return [
    ...[alarm, topic, subscription, logGroup, log].flatMap((type) => resourceRoutes(store, type)),
    ...workRequestRoutes(store.resources.workRequests, "20200531", "Logging"),
  ];
}
