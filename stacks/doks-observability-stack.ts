import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { PageAlarm } from "../constructs/digitalocean/page-alarm.ts";
import { WorkerAlarms } from "../constructs/digitalocean/worker-alarms.ts";
import type { Alarms, Environment } from "../environments/schema.ts";
import { keepState } from "./backend.ts";
import { useDigitalOcean } from "./digitalocean-provider.ts";
import { digitalOceanTagsOf, physicalName, stackName } from "./naming.ts";
import { show } from "./outputs.ts";

/**
 * Alarms on workers, and on the pages that the internet sees. Apart from what
 * they look at: thresholds and people change often, hold nothing, and must not
 * bring a plan of the cluster with them.
 */
export class DoksObservabilityStack extends TerraformStack {
  constructor(scope: Construct, environment: Environment, { emails }: Alarms) {
    super(scope, stackName(environment, "observability"));
    const { name, apps } = environment;
    keepState(this, environment.backend);
    useDigitalOcean(this);

    for (const tag of digitalOceanTagsOf(environment))
      new WorkerAlarms(this, "workers", { name, tag, emails });
    for (const [appName, { exposure }] of Object.entries(apps)) {
      if (exposure.kind !== "ingress") continue;
      const url = `https://${exposure.host}/readyz`;
      new PageAlarm(this, `${appName}-page`, { name: physicalName(environment, appName), url, emails });
    }
    show(this, { alarms_to: { value: emails.join(", "), description: "Who hears of alarms." } });
  }
}
