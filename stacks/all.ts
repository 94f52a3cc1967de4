import type { App, TerraformStack } from "cdktf";
import type { KubernetesCluster } from "../constructs/kubernetes/kubernetes-cluster.ts";
import type { OkeCluster } from "../environments/oke-schema.ts";
import type { Environment, OwnRegistry } from "../environments/schema.ts";
import { AppsStack } from "./apps-stack.ts";
import { addDefinedTags } from "./defined-tags.ts";
import { DevopsStack } from "./devops-stack.ts";
import { DigitalOceanRegistryStack } from "./digitalocean-registry-stack.ts";
import { DoksClusterStack } from "./doks-cluster-stack.ts";
import { DoksObservabilityStack } from "./doks-observability-stack.ts";
import type { StackFiles } from "./files.ts";
import { GovernanceStack } from "./governance-stack.ts";
import { KafkaStack } from "./kafka-stack.ts";
import { workloadsOf } from "./naming.ts";
import { ObservabilityStack } from "./observability-stack.ts";
import { OkeClusterStack } from "./oke-cluster-stack.ts";
import { OracleRegistryStack } from "./oracle-registry-stack.ts";
import { protectData } from "./protect-data.ts";
import { type OkeSide, StreamingStack } from "./streaming-stack.ts";
import { VaultStack } from "./vault-stack.ts";

/** Adds the stacks of every environment, and one for each registry that they share. */
export function addStacks(app: App, environments: readonly Environment[], files: StackFiles): void {
  for (const environment of environments) addEnvironment(app, environment, files);
  addRegistries(app, environments);
}

/** What an environment says decides which stacks it has; each has a line here. */
function addEnvironment(app: App, environment: Environment, files: StackFiles): void {
  const { streaming, kafka, keys, secrets, alarms, governance, devops, registry } = environment;
  const workloads = workloadsOf(environment);
  const needsVault = streaming !== undefined || keys !== undefined || secrets !== undefined;
  const vault = needsVault ? new VaultStack(app, environment) : undefined;
  const secretIds = vault?.secretIds ?? {};
  const { cluster, clusterStack, oke } = addCluster(app, environment, vault);
  const streams =
    streaming && vault
      ? new StreamingStack(app, {
          environment,
          streaming,
          vault: vault.vault,
          ...(vault.keyIds === undefined ? {} : { keyId: vault.keyIds.streams }),
          ...(oke === undefined ? {} : { oke }),
          secretIds,
          workloads,
        })
      : undefined;
  const kafkaStack = kafka && new KafkaStack(app, { environment, kafka, cluster, workloads, files });
  const apps = new AppsStack(app, {
    environment,
    cluster,
    connections: { streams: streams?.connections ?? {}, kafka: kafkaStack?.connections ?? {} },
    ...(kafkaStack === undefined ? {} : { kafkaNamespaceName: kafkaStack.namespaceName }),
    secretIds,
    workloads,
    files,
  });
  const alarmStack =
    alarms &&
    (oke === undefined
      ? new DoksObservabilityStack(app, environment, alarms)
      : new ObservabilityStack(app, { environment, alarms, ...oke, streams: streams?.streams ?? {} }));
  const governanceStack = governance && new GovernanceStack(app, environment, governance);
  const devopsStack =
    devops && oke && registry.kind === "ocir"
      ? new DevopsStack(app, { environment, devops, registry, ...oke, workloads, chart: files.chart })
      : undefined;

  const own = [vault, clusterStack, streams, kafkaStack, apps, alarmStack, governanceStack, devopsStack];
  for (const stack of own) {
    if (stack === undefined) continue;
    if (environment.protectData === true) protectData(stack, environment.name);
    if (environment.definedTags !== undefined) addDefinedTags(stack, environment.definedTags);
  }
}

interface EnvironmentCluster {
  readonly cluster: KubernetesCluster;
  /** Left out for a cluster that somebody else made. */
  readonly clusterStack?: TerraformStack;
  readonly oke?: OkeSide & { readonly settings: OkeCluster };
}

/** The only place that asks which cloud a cluster is on. */
function addCluster(app: App, environment: Environment, vault: VaultStack | undefined): EnvironmentCluster {
  const { cluster: settings } = environment;
  switch (settings.kind) {
    case "oke": {
      const clusterStack = new OkeClusterStack(app, environment, settings, vault?.keyIds);
      const { cluster, network } = clusterStack;
      return { cluster, clusterStack, oke: { clusterId: cluster.clusterId, network, settings } };
    }
    case "doks": {
      const clusterStack = new DoksClusterStack(app, environment, settings);
      return { cluster: clusterStack.cluster, clusterStack };
    }
    case "existing":
      return { cluster: { kubeconfigContext: settings.context } };
  }
}

function addRegistries(app: App, environments: readonly Environment[]): void {
  const shared = new Map<string, { readonly registry: OwnRegistry; readonly programs: Set<string> }>();
  for (const { registry, apps } of environments) {
    if (registry.kind === "existing") continue;
    const entry = shared.get(registry.name) ?? { registry, programs: new Set() };
    for (const { program } of Object.values(apps)) entry.programs.add(program);
    shared.set(registry.name, entry);
  }
  for (const { registry, programs } of shared.values()) {
    if (registry.kind === "ocir") {
      new OracleRegistryStack(app, { registry, programs: [...programs].sort() });
    } else {
      new DigitalOceanRegistryStack(app, registry);
    }
  }
}
