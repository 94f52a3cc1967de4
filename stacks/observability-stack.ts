import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Alarm, type AlarmRule } from "../constructs/oci/alarm.ts";
import { clusterAlarms, streamAlarms } from "../constructs/oci/alarm-rules.ts";
import { NotificationTopic } from "../constructs/oci/notification-topic.ts";
import type { OkeCluster, OkeNodePool } from "../environments/oke-schema.ts";
import type { Alarms, Environment } from "../environments/schema.ts";
import { keepState } from "./backend.ts";
import { physicalName, stackName, streamOf, tagsOf } from "./naming.ts";
import { useOracle } from "./oracle-provider.ts";
import { show } from "./outputs.ts";
import { consumerGroup } from "./program-variables.ts";
import { compartmentOcid } from "./variables.ts";

export interface ObservabilityStackProps {
  readonly environment: Environment;
  readonly settings: OkeCluster;
  readonly alarms: Alarms;
  readonly clusterId: string;
  /** By name. */
  readonly streams: Readonly<Record<string, { readonly streamId: string }>>;
}

/**
 * Alarms on streams and workers, and who hears of them. Apart from what they
 * look at: thresholds and people change often, hold nothing, and must not bring
 * a plan of the cluster or the streams with them.
 */
export class ObservabilityStack extends TerraformStack {
  constructor(scope: Construct, props: ObservabilityStackProps) {
    const { environment, settings, alarms, clusterId, streams } = props;
    super(scope, stackName(environment, "observability"));
    keepState(this, environment.backend);
    useOracle(this, settings.region);
    const everywhere = { compartmentId: compartmentOcid(this), freeformTags: tagsOf(environment) };

    const { topicId } = new NotificationTopic(this, "topic", {
      ...everywhere,
      name: physicalName(environment, "alarms"),
      description: `Alarms of ${environment.name}`,
      emails: alarms.emails,
    });
    const add = (subject: string, rules: Readonly<Record<string, AlarmRule>>) => {
      for (const [name, rule] of Object.entries(rules)) {
        const id = `${subject}-${name}`;
        new Alarm(this, id, { ...everywhere, name: physicalName(environment, id), topicId, rule });
      }
    };
    for (const [name, { streamId }] of Object.entries(streams)) {
      const groups = groupsThatRead(environment, name);
      add(
        `stream-${name}`,
        streamAlarms({ streamId, groups, recordsBehind: alarms.recordsBehind ?? 10_000 }),
      );
    }
    const workers = Object.values(settings.nodePools).reduce((sum, pool) => sum + leastOf(pool), 0);
    add("cluster", clusterAlarms({ clusterId, workers }));

    show(this, { topic_id: { value: topicId, description: "OCID of the topic that alarms go to." } });
  }
}

/** Each of them gets every record. */
function groupsThatRead(environment: Environment, stream: string): number {
  const groups = Object.values(environment.apps).flatMap((app) =>
    app.program === "consumer" && app.transport === "oci-streaming" && streamOf(environment, app) === stream
      ? [consumerGroup(environment, app)]
      : [],
  );
  return new Set(groups).size;
}

function leastOf({ nodes }: OkeNodePool): number {
  return typeof nodes === "number" ? nodes : nodes.minimum;
}
