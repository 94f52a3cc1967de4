import { describe, expect, it } from "@jest/globals";
import { Alarm } from "../../../constructs/oci/alarm.ts";
import { clusterAlarms, streamAlarms } from "../../../constructs/oci/alarm-rules.ts";
import { NotificationTopic } from "../../../constructs/oci/notification-topic.ts";
import { compartmentId, freeformTags, Synthesized } from "./synthesized.ts";

const streamId = "ocid1.stream.oc1..s";
const stream = { streamId, groups: 1, recordsBehind: 5000 };

describe("streamAlarms", () => {
  it("tell of puts that are throttled", () => {
    expect(streamAlarms(stream).throttled).toMatchObject({
      metrics: "oci_streaming",
      query: `PutMessagesThrottling.Count[5m]{resourceId = "${streamId}"}.sum() > 0`,
    });
  });

  it("tell of consumers that get fewer records than come in", () => {
    expect(streamAlarms(stream).behind?.query).toBe(
      `PutMessagesThroughput.Count[15m]{resourceId = "${streamId}"}.sum() - ` +
        `GetMessagesThroughput.Count[15m]{resourceId = "${streamId}"}.sum() > 5000`,
    );
  });

  it("expect every group to get every record", () => {
    expect(streamAlarms({ ...stream, groups: 3 }).behind?.query).toContain(
      ".sum() * 3 - GetMessagesThroughput",
    );
  });

  it("tell of a stream that nobody reads, when somebody should", () => {
    expect(streamAlarms(stream).unread).toMatchObject({
      query: `GetMessagesSuccess.Count[10m]{resourceId = "${streamId}"}.absent()`,
      severity: "CRITICAL",
    });
    expect(Object.keys(streamAlarms({ ...stream, groups: 0 }))).toEqual(["throttled"]);
  });
});

describe("clusterAlarms", () => {
  const alarms = clusterAlarms({ clusterId: "c", workers: 3 });

  it("look at the machines, at the kubelets and at pods that find no room", () => {
    expect(Object.fromEntries(Object.entries(alarms).map(([name, { query }]) => [name, query]))).toEqual({
      "workers-failed":
        'NodeState[5m]{clusterId = "c", nodeState =~ "FAILED|INACTIVE"}.groupBy(nodepoolId).max() > 0',
      "workers-not-ready": 'KubernetesNodeCondition[1m]{clusterId = "c", nodeCondition = "Ready"}.sum() < 3',
      "workers-under-pressure":
        'KubernetesNodeCondition[5m]{clusterId = "c", nodeCondition =~ "MemoryPressure|DiskPressure|PIDPressure|NetworkUnavailable"}.groupBy(nodepoolId).max() > 0',
      "pods-without-a-worker": 'UnschedulablePods[5m]{resourceId = "c"}.max() > 0',
    });
  });

  // https://docs.oracle.com/iaas/Content/Monitoring/alarmsplimits.htm
  it.each(Object.entries({ ...alarms, ...streamAlarms(stream) }))(
    "%s says what to do in what Oracle takes",
    (_name, rule) => {
      expect(rule.body.length).toBeLessThanOrEqual(1000);
      expect(rule.minutes).toBeGreaterThanOrEqual(1);
      expect(rule.minutes).toBeLessThanOrEqual(60);
    },
  );
});

describe("Alarm", () => {
  const synthesized = new Synthesized((stack) => {
    const { topicId } = new NotificationTopic(stack, "topic", {
      compartmentId,
      name: "prod-alarms",
      description: "Alarms",
      emails: ["a@example.com", "b@example.com"],
      freeformTags,
    });
    const rule = clusterAlarms({ clusterId: "c", workers: 3 })["workers-not-ready"];
    if (rule !== undefined) {
      new Alarm(stack, "alarm", {
        compartmentId,
        name: "prod-workers-not-ready",
        topicId,
        rule,
        freeformTags,
      });
    }
  });

  it("goes to the topic, after the time that the rule gives", () => {
    expect(synthesized.only("oci_monitoring_alarm")).toMatchObject({
      is_enabled: true,
      display_name: "prod-workers-not-ready",
      namespace: "oci_oke",
      pending_duration: "PT15M",
      destinations: [expect.stringMatching(/^\$\{oci_ons_notification_topic\.topic_\w+\.id\}$/)],
    });
  });

  it("reaches everybody who is named", () => {
    const subscriptions = synthesized.all("oci_ons_subscription");

    expect(subscriptions.map(({ protocol, endpoint }) => [protocol, endpoint])).toEqual([
      ["EMAIL", "a@example.com"],
      ["EMAIL", "b@example.com"],
    ]);
  });
});
