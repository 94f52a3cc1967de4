import { LoggingLog } from "@cdktf/provider-oci/logging-log";
import { LoggingLogGroup } from "@cdktf/provider-oci/logging-log-group";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface FlowLogsProps {
  readonly compartmentId: string;
  /** Display name of the log group; a log is `<name>-<subnet>`. */
  readonly name: string;
  /** OCIDs by name. */
  readonly subnets: Readonly<Record<string, string>>;
  /** 30 to 180, in steps of 30: https://docs.oracle.com/iaas/Content/Logging/Task/managinglogs.htm */
  readonly retentionDays: number;
  readonly freeformTags: FreeformTags;
}

/** Who connected to whom, accepted or refused, in every subnet. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { compartmentId, name, subnets, retentionDays, freeformTags } = props;
    const group = new LoggingLogGroup(this, "Resource", {
      compartmentId,
      displayName: name,
      description: "Connections in each subnet",
      freeformTags,
      lifecycle: ignoreTagDefaults,
    });
    for (const [subnet, resource] of Object.entries(subnets)) {
      new LoggingLog(this, subnet, {
        displayName: `${name}-${subnet}`,
        logGroupId: group.id,
        logType: "SERVICE",
        isEnabled: true,
        retentionDuration: retentionDays,
        configuration: {
          compartmentId,
          source: { sourceType: "OCISERVICE", service: "flowlogs", resource, category: "all" },
        },
        freeformTags,
        lifecycle: ignoreTagDefaults,
      });
    }
  }
}
