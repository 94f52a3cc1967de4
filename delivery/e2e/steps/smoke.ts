import { oneRecord } from "../../smoke/one-record.ts";
import { smokePairs } from "../../smoke/smoke-pairs.ts";
import type { EnvironmentRun } from "../run.ts";
import { CannotRunHere } from "../terraform.ts";

/** The programs start anew as the cluster now says: one record in, the same record out, by what `npm run smoke` does. */
export async function smoke(run: EnvironmentRun): Promise<string> {
  const flow = await run.recordsFlow();
  const pairs = smokePairs(run.props.environment);
  for (const { producer, consumer } of pairs) {
    await oneRecord({
      producer: run.urlOf(producer.name),
      consumers: [run.urlOf(consumer.name)],
      seconds: 30,
    });
  }
  const through = pairs.map(({ producer, consumer }) => `${producer.name} → ${consumer.name}`);
  return `${flow}; one record through ${through.join(", ")}`;
}

/** The command itself, with the chart's tests. */
export async function smokeOnPods(): Promise<string> {
  throw new CannotRunHere("no pod runs: nobody can pull images with made-up digests");
}
