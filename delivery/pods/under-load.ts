import { setTimeout as sleep } from "node:timers/promises";
import type { Totals } from "../../apps/consumer/results.ts";
import type { Cluster } from "./cluster.ts";
import type { Sent } from "./load.ts";
import type { Stage, Step } from "./stage.ts";

const pod = "pods-load";

/**
 * Does something while records come in.
 *
 * @param run names the records
 * @param mayRefuse whether the producer may be away for a moment
 * @returns what went wrong with it, records that were not taken, and how those that were differ from what arrived
 */
export async function underLoad(
  stage: Stage,
  { run, mayRefuse }: { readonly run: string; readonly mayRefuse: boolean },
  action: Step,
): Promise<readonly string[]> {
  const { cluster, folder, images } = stage;
  await cluster.runScript(folder, {
    name: pod,
    image: images.producer,
    // Whom the producer's network policy lets in.
    labels: { "app.kubernetes.io/name": "stream-app-test", "app.kubernetes.io/instance": "producer" },
    variables: { RECORDS_URL: `http://producer.${cluster.namespace}.svc/records`, RUN: run },
  });
  try {
    const problems = await action(stage);
    const { acknowledged, refusals } = await cluster.get<Sent>(`pod/${pod}`);
    return [
      ...problems,
      ...(acknowledged.length === 0 ? ["no record was acknowledged"] : []),
      ...(mayRefuse ? [] : new Set(refusals)),
      ...(await missing(cluster, acknowledged)),
    ];
  } finally {
    await cluster.kubectl(["delete", `pod/${pod}`, `configmap/${pod}`]);
  }
}

async function missing(cluster: Cluster, acknowledged: readonly string[]): Promise<readonly string[]> {
  const inTopic = new Set(await cluster.get<readonly string[]>("pod/pods-broker"));
  const lost = acknowledged.filter((id) => !inTopic.has(id)).length;
  const deadline = Date.now() + 30_000;
  for (;;) {
    // The only consumer, and the same since the beginning.
    const { consumed, deadLetters } = await cluster.get<Totals>("service/consumer", "/api/summary");
    const arrived = consumed === inTopic.size && deadLetters === 0;
    if (arrived || Date.now() > deadline) {
      return [
        ...(lost === 0
          ? []
          : [`${lost} of ${acknowledged.length} acknowledged records are not in the topic`]),
        ...(arrived
          ? []
          : [`of ${inTopic.size} records ${consumed} were consumed, and ${deadLetters} not read`]),
      ];
    }
    await sleep(500);
  }
}
