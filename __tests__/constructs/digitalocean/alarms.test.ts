import { MonitorAlert } from "@cdktf/provider-digitalocean/lib/monitor-alert/index.js";
import { UptimeAlert } from "@cdktf/provider-digitalocean/lib/uptime-alert/index.js";
import { UptimeCheck } from "@cdktf/provider-digitalocean/lib/uptime-check/index.js";
import { describe, expect, it } from "@jest/globals";
import { TerraformStack, Testing } from "cdktf";
import { PageAlarm } from "../../../constructs/digitalocean/page-alarm.ts";
import { WorkerAlarms } from "../../../constructs/digitalocean/worker-alarms.ts";
import { synthesizedStack } from "../../support/synthesized.ts";

const emails = ["on-call@example.com"];
const stack = new TerraformStack(Testing.app(), "observability");
new WorkerAlarms(stack, "workers", { name: "doks-prod", tag: "millrace-deployment:doks-prod", emails });
new PageAlarm(stack, "page", {
  name: "doks-prod-consumer",
  url: "https://ratings.example.com/readyz",
  emails,
});
const made = synthesizedStack(stack);

describe("WorkerAlarms", () => {
  it("mails when a machine of the deployment runs short of CPU, memory or disk", () => {
    const alerts = Object.values(made.resources(MonitorAlert));

    expect(alerts.map(({ description }) => description)).toEqual([
      "doks-prod: a worker uses more than 90 % of its CPU",
      "doks-prod: a worker uses more than 80 % of its disk",
      "doks-prod: a worker uses more than 90 % of its memory",
    ]);
    for (const alert of alerts) {
      expect(alert).toMatchObject({
        tags: ["millrace-deployment:doks-prod"],
        window: "10m",
        alerts: { email: emails },
      });
    }
  });
});

describe("PageAlarm", () => {
  it("asks for the page and mails when nobody gets it, or its certificate ends", () => {
    const [name] = Object.keys(made.resources(UptimeCheck));

    expect(made.resource(UptimeCheck)).toMatchObject({ target: "https://ratings.example.com/readyz" });
    expect(Object.values(made.resources(UptimeAlert))).toMatchObject(
      ["ssl_expiry", "down_global"].map((type) => ({
        type,
        check_id: `\${digitalocean_uptime_check.${name}.id}`,
        notifications: [{ email: emails }],
      })),
    );
  });
});
