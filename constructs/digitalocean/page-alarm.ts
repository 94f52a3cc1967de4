import { UptimeAlert } from "@cdktf/provider-digitalocean/lib/uptime-alert/index.js";
import { UptimeCheck } from "@cdktf/provider-digitalocean/lib/uptime-check/index.js";
import { Construct } from "constructs";

export interface PageAlarmProps {
  readonly name: string;
  /** With https, reachable from the internet; asked every minute. */
  readonly url: string;
  /** Members of the team with a confirmed address. */
  readonly emails: readonly string[];
}

/** Asks for a page from three continents, and mails when none has got it, or when its certificate ends within two weeks. */
export class PageAlarm extends Construct {
  constructor(scope: Construct, id: string, { name, url, emails }: PageAlarmProps) {
    super(scope, id);
    const check = new UptimeCheck(this, "Resource", {
      name,
      target: url,
      type: "https",
      regions: ["us_east", "eu_west", "se_asia"],
      enabled: true,
    });
    const notifications = [{ email: [...emails] }];
    new UptimeAlert(this, "down", {
      checkId: check.id,
      name: `${name} is down`,
      type: "down_global",
      // Of the regions that get an answer.
      comparison: "less_than",
      threshold: 1,
      period: "2m",
      notifications,
    });
    new UptimeAlert(this, "certificate", {
      checkId: check.id,
      name: `${name}: certificate ends`,
      type: "ssl_expiry",
      comparison: "less_than",
      threshold: 14,
      period: "2m",
      notifications,
    });
  }
}
