import { MonitoringAlarm } from "@cdktf/provider-oci/monitoring-alarm";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

/** What to look at, and what to tell. */
export interface AlarmRule {
  /** Such as `oci_streaming`: the service that publishes the metrics. */
  readonly metrics: string;
  /** https://docs.oracle.com/iaas/Content/Monitoring/Reference/mql.htm */
  readonly query: string;
  /** How long the query must hold, 1 to 60 minutes. */
  readonly minutes: number;
  /** `CRITICAL`: records or the whole cluster are at stake. `WARNING`: they will be. */
  readonly severity: "CRITICAL" | "WARNING";
  /** What has happened and what to do, for a person who was asleep. */
  readonly body: string;
}

export interface AlarmProps {
  readonly compartmentId: string;
  readonly name: string;
  readonly topicId: string;
  readonly rule: AlarmRule;
  readonly freeformTags: FreeformTags;
}

/** Tells the topic's subscribers when a metric leaves its bounds and when it is back, and reminds them every day in between. */
export class Alarm extends Construct {
  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    const { compartmentId, name, topicId, rule, freeformTags } = props;
    new MonitoringAlarm(this, "Resource", {
      compartmentId,
      metricCompartmentId: compartmentId,
      displayName: name,
      isEnabled: true,
      namespace: rule.metrics,
      query: rule.query,
      pendingDuration: `PT${rule.minutes}M`,
      repeatNotificationDuration: "P1D",
      severity: rule.severity,
      body: rule.body,
      messageFormat: "ONS_OPTIMIZED",
      destinations: [topicId],
      freeformTags,
      lifecycle: ignoreTagDefaults,
    });
  }
}
