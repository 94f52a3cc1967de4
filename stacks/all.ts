import type { App, TerraformStack } from "cdktf";
import type { BuiltEnvironment } from "../environments/built.ts";
import type { OracleRegistry } from "../environments/schema.ts";
import { type AppFiles, AppsStack } from "./apps-stack.ts";
import { ClusterStack } from "./cluster-stack.ts";
import { addDefinedTags } from "./defined-tags.ts";
import { GovernanceStack } from "./governance-stack.ts";
import { workloadsOf } from "./naming.ts";
import { ObservabilityStack } from "./observability-stack.ts";
import { protectData } from "./protect-data.ts";
import { RegistryStack } from "./registry-stack.ts";
import { StreamingStack } from "./streaming-stack.ts";
import { VaultStack } from "./vault-stack.ts";

/** Adds the stacks of every environment, and one for each registry that they share. */
export function addStacks(app: App, environments: readonly BuiltEnvironment[], files: AppFiles): void {
  for (const environment of environments) addEnvironment(app, environment, files);
  addRegistries(app, environments);
}

function addEnvironment(app: App, environment: BuiltEnvironment, files: AppFiles): void {
  const workloads = workloadsOf(environment);
  const vaultStack = new VaultStack(app, environment);
  const { vault, keyIds, secretIds } = vaultStack;
  const clusterStack = new ClusterStack(app, environment, keyIds);
  const { cluster, network } = clusterStack;
  const { clusterId } = cluster;
  const streamingStack = new StreamingStack(app, {
    environment,
    clusterId,
    network,
    vault,
    ...(keyIds === undefined ? {} : { keyId: keyIds.streams }),
    secretIds,
    workloads,
  });
  const { connections, streams } = streamingStack;
  const stacks: TerraformStack[] = [
    vaultStack,
    clusterStack,
    streamingStack,
    new AppsStack(app, { environment, cluster, connections, secretIds, workloads, files }),
  ];
  const { alarms, governance } = environment;
  if (alarms !== undefined)
    stacks.push(new ObservabilityStack(app, { environment, alarms, clusterId, streams }));
  if (governance !== undefined) stacks.push(new GovernanceStack(app, environment, governance));

  for (const stack of stacks) {
    if (environment.protectData === true) protectData(stack, environment.name);
    if (environment.definedTags !== undefined) addDefinedTags(stack, environment.definedTags);
  }
}

function addRegistries(app: App, environments: readonly BuiltEnvironment[]): void {
  const shared = new Map<string, { readonly registry: OracleRegistry; readonly programs: Set<string> }>();
  for (const { registry, apps } of environments) {
    const entry = shared.get(registry.name) ?? { registry, programs: new Set() };
    for (const { program } of Object.values(apps)) entry.programs.add(program);
    shared.set(registry.name, entry);
  }
  for (const { registry, programs } of shared.values()) {
    new RegistryStack(app, { registry, programs: [...programs].sort() });
  }
}
