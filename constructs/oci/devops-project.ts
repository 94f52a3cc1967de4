import { DevopsProject as Project } from "@cdktf/provider-oci/devops-project";
import { LoggingLog } from "@cdktf/provider-oci/logging-log";
import { LoggingLogGroup } from "@cdktf/provider-oci/logging-log-group";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface DevopsProjectProps {
  readonly compartmentId: string;
  /** Unique in the tenancy: letters, digits, hyphens and underscores. */
  readonly name: string;
  /** Hears of every build and deployment. */
  readonly topicId: string;
  readonly freeformTags: FreeformTags;
}

/** Holds what belongs together in OCI DevOps, with the log without which Oracle runs no pipeline. */
export class DevopsProject extends Construct {
  public readonly projectId: string;
  /** What writes to it must wait for it. */
  public readonly log: ITerraformDependable;

  constructor(scope: Construct, id: string, props: DevopsProjectProps) {
    super(scope, id);
    const { compartmentId, name, topicId, freeformTags } = props;
    const common = { freeformTags, lifecycle: ignoreTagDefaults };
    this.projectId = new Project(this, "Resource", {
      ...common,
      compartmentId,
      name,
      description: "Builds and deploys the programs",
      notificationConfig: { topicId },
    }).id;

    const group = new LoggingLogGroup(this, "log-group", {
      ...common,
      compartmentId,
      displayName: `${name}-devops`,
      description: "Builds and deployments",
    });
    this.log = new LoggingLog(this, "log", {
      ...common,
      displayName: `${name}-devops`,
      logGroupId: group.id,
      logType: "SERVICE",
      isEnabled: true,
      retentionDuration: 30,
      configuration: {
        compartmentId,
        source: { sourceType: "OCISERVICE", service: "devops", resource: this.projectId, category: "all" },
      },
    });
  }
}
