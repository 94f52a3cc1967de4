import type { Environment } from "../../environments/schema.ts";
import { streamOf, type Workload, workloadsOf } from "../../stacks/naming.ts";

export interface SmokePair {
  readonly producer: Workload;
  readonly consumer: Workload;
}

/**
 * Each producer, and a consumer that reads what it sends. Of people, because each
 * has one row under its name, so that smoke tests leave one behind, however often
 * they run.
 *
 * @throws Error when the environment has no such two
 */
export function smokePairs(environment: Environment): readonly SmokePair[] {
  const workloads = workloadsOf(environment).filter(({ app }) => app.records.includes("people"));
  const source = ({ app }: Workload) => `${app.transport} ${streamOf(environment, app)}`;
  const pairs = workloads
    .filter(({ app }) => app.program === "producer")
    .flatMap((producer) => {
      const consumer = workloads.find(
        (other) => other.app.program === "consumer" && source(other) === source(producer),
      );
      return consumer ? [{ producer, consumer }] : [];
    });
  if (pairs.length > 0) return pairs;
  throw new Error(
    `${environment.name}.apps: must have a producer and a consumer of people on one stream, got none. ` +
      "Test what there is with `helm test`.",
  );
}
