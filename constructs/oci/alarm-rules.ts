import type { AlarmRule } from "./alarm.ts";

const within = "15m";

/**
 * What can go wrong with a stream.
 *
 * Metrics: https://docs.oracle.com/iaas/Content/Streaming/Reference/metric-ref.htm.
 * None of them is a consumer's lag, and the service has no call that tells it.
 * What they do tell is how many records came in and how many went out: the
 * difference is by how much the consumers have fallen behind lately. A constant
 * distance does not show; it is on the consumer's own page.
 */
export function streamAlarms(stream: {
  readonly streamId: string;
  /** Groups that read it: each gets every record. 0: it is not read here. */
  readonly groups: number;
  /** Records by which the groups together may fall behind in 15 minutes. */
  readonly recordsBehind: number;
}): Readonly<Record<string, AlarmRule>> {
  const { streamId, groups, recordsBehind } = stream;
  const metric = (name: string, over: string) => `${name}[${over}]{resourceId = "${streamId}"}`;
  const throttled: AlarmRule = {
    metrics: "oci_streaming",
    query: `${metric("PutMessagesThrottling.Count", "5m")}.sum() > 0`,
    minutes: 5,
    severity: "WARNING",
    body:
      "The stream takes records more slowly than they come: 1 MB a second a partition. Producers retry, so " +
      "nothing is lost yet. Spread the keys, send less, or make a stream with more partitions.",
  };
  if (groups === 0) return { throttled };

  const records = metric("PutMessagesThroughput.Count", within);
  const expected = groups === 1 ? `${records}.sum()` : `${records}.sum() * ${groups}`;
  return {
    throttled,
    behind: {
      metrics: "oci_streaming",
      query: `${expected} - ${metric("GetMessagesThroughput.Count", within)}.sum() > ${recordsBehind}`,
      minutes: 5,
      severity: "WARNING",
      body:
        `Consumers fell behind by more than ${recordsBehind} records in 15 minutes. What is older than the ` +
        "stream's retention is lost. Look at the consumer's page and log; run more of them, up to one a partition.",
    },
    unread: {
      metrics: "oci_streaming",
      query: `${metric("GetMessagesSuccess.Count", "10m")}.absent()`,
      minutes: 5,
      severity: "CRITICAL",
      body:
        "Nobody reads the stream. What is older than its retention is lost. Look whether the consumer's pods run " +
        "and are ready, and whether its policy is still there.",
    },
  };
}

/**
 * What can go wrong with the workers of a cluster.
 *
 * Metrics: https://docs.oracle.com/iaas/Content/ContEng/Reference/contengmetrics.htm
 */
export function clusterAlarms(cluster: {
  readonly clusterId: string;
  /** Workers that there are at the least, over all pools. */
  readonly workers: number;
}): Readonly<Record<string, AlarmRule>> {
  const { clusterId, workers } = cluster;
  const metrics = "oci_oke";
  return {
    "workers-failed": {
      metrics,
      query: `NodeState[5m]{clusterId = "${clusterId}", nodeState =~ "FAILED|INACTIVE"}.groupBy(nodepoolId).max() > 0`,
      minutes: 10,
      severity: "WARNING",
      body:
        "A worker's machine has failed or stands still. Its pods run elsewhere if there is room. Look at the node " +
        "pool's errors; deleting the worker makes the pool put another in its place.",
    },
    "workers-not-ready": {
      metrics,
      query: `KubernetesNodeCondition[1m]{clusterId = "${clusterId}", nodeCondition = "Ready"}.sum() < ${workers}`,
      minutes: 15,
      severity: "CRITICAL",
      body:
        `Fewer than ${workers} workers are ready. An upgrade makes one at a time unready for a few minutes, so this ` +
        "is more. Look at `kubectl get nodes` and at the work requests of the node pools.",
    },
    "workers-under-pressure": {
      metrics,
      query:
        `KubernetesNodeCondition[5m]{clusterId = "${clusterId}", ` +
        'nodeCondition =~ "MemoryPressure|DiskPressure|PIDPressure|NetworkUnavailable"}.groupBy(nodepoolId).max() > 0',
      minutes: 10,
      severity: "WARNING",
      body:
        "A worker runs out of memory, disk or process ids, or has no network, and evicts pods. Look at " +
        "`kubectl describe nodes`; give pods honest requests, or the pool bigger workers.",
    },
    "pods-without-a-worker": {
      metrics,
      query: `UnschedulablePods[5m]{resourceId = "${clusterId}"}.max() > 0`,
      minutes: 15,
      severity: "WARNING",
      body:
        "Pods wait for a worker that has room for them, longer than a new one takes to come. Look at " +
        "`kubectl get pods -A --field-selector status.phase=Pending` and at the limits of the pools.",
    },
  };
}
