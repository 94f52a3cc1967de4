import type { Environment } from "../../environments/schema.ts";
import { kafkaNamespace, workloadsOf } from "../../stacks/naming.ts";

/** Those that the environment's stacks make. */
export function namespacesOf(environment: Environment): readonly string[] {
  const programs = workloadsOf(environment).map(({ namespace }) => namespace);
  return [...new Set([...programs, ...(environment.kafka ? [kafkaNamespace(environment)] : [])])];
}
