import type { OkeCluster } from "./oke-schema.ts";
import { Report } from "./rules.ts";
import type { Environment, OracleRegistry, Streaming } from "./schema.ts";
import { InvalidEnvironments } from "./validate.ts";

/** What there are constructs for so far; the schema has room for more. */
export interface BuiltEnvironment extends Environment {
  readonly cluster: OkeCluster;
  readonly streaming: Streaming;
  readonly kafka?: never;
  readonly registry: OracleRegistry;
}

/** Without Kafka there is streaming, because every app's transport exists. */
function isBuilt(environment: Environment): environment is BuiltEnvironment {
  const { cluster, streaming, kafka, registry } = environment;
  return cluster.kind === "oke" && streaming !== undefined && kafka === undefined && registry.kind === "ocir";
}

/**
 * @param environments must have passed `validateEnvironments`
 * @throws InvalidEnvironments that names everything which has no construct yet
 */
export function builtEnvironments(environments: readonly Environment[]): readonly BuiltEnvironment[] {
  const built = environments.filter(isBuilt);
  if (built.length === environments.length) return built;

  const report = new Report();
  for (const { name, cluster, kafka, registry } of environments) {
    if (cluster.kind !== "oke") {
      report.add(`${name}.cluster.kind`, "is not built yet", cluster.kind, "Use oke until it is.");
    }
    if (kafka !== undefined) {
      report.add(`${name}.kafka`, "is not built yet", kafka, "Use streaming until it is.");
    }
    if (registry.kind !== "ocir") {
      report.add(`${name}.registry.kind`, "is not built yet", registry.kind, "Use ocir until it is.");
    }
  }
  throw new InvalidEnvironments(report.mistakes);
}
