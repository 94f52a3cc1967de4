import { MonitorAlert } from "@cdktf/provider-digitalocean/lib/monitor-alert/index.js";
import { Construct } from "constructs";

export interface WorkerAlarmsProps {
  /** Of the deployment; begins each description. */
  readonly name: string;
  /** Workers have it. */
  readonly tag: string;
  /** Members of the team with a confirmed address. */
  readonly emails: readonly string[];
}

/** Per cent that a worker may not stay above for ten minutes, by what DigitalOcean measures. */
const limits = {
  cpu: { type: "v1/insights/droplet/cpu", percent: 90, what: "CPU" },
  memory: { type: "v1/insights/droplet/memory_utilization_percent", percent: 90, what: "memory" },
  disk: { type: "v1/insights/droplet/disk_utilization_percent", percent: 80, what: "disk" },
} as const;

/** Mails when a worker has run short of something for ten minutes. */
export class WorkerAlarms extends Construct {
  constructor(scope: Construct, id: string, { name, tag, emails }: WorkerAlarmsProps) {
    super(scope, id);
    for (const [subject, { type, percent, what }] of Object.entries(limits)) {
      new MonitorAlert(this, subject, {
        type,
        compare: "GreaterThan",
        value: percent,
        window: "10m",
        tags: [tag],
        description: `${name}: a worker uses more than ${percent} % of its ${what}`,
        enabled: true,
        alerts: { email: [...emails] },
      });
    }
  }
}
