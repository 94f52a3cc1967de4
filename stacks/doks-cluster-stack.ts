import { Fn, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { DoksCluster } from "../constructs/digitalocean/doks-cluster.ts";
import { DoksNetwork } from "../constructs/digitalocean/network.ts";
import { DoksNodePool } from "../constructs/digitalocean/node-pool.ts";
import { DeploymentProject } from "../constructs/digitalocean/project.ts";
import type { DoksCluster as DoksSettings } from "../environments/doks-schema.ts";
import type { Environment } from "../environments/schema.ts";
import { keepState } from "./backend.ts";
import { useDigitalOcean } from "./digitalocean-provider.ts";
import { warnAboutExample } from "./example-network.ts";
import { digitalOceanTagsOf, stackName } from "./naming.ts";
import { show } from "./outputs.ts";

/** Network, cluster, workers and the project that shows them on DigitalOcean. */
export class DoksClusterStack extends TerraformStack {
  public readonly cluster: DoksCluster;

  constructor(scope: Construct, environment: Environment, settings: DoksSettings) {
    super(scope, stackName(environment, "cluster"));
    const { name, registry, protectData } = environment;
    const { region, kubernetesVersion, network, highlyAvailable, allowedCidrs } = settings;
    const { maintenance = { day: "any", startTime: "04:00" } } = settings;
    keepState(this, environment.backend);
    useDigitalOcean(this);
    const tags = digitalOceanTagsOf(environment);

    const [[defaultName, defaultPool], ...others] = defaultFirst(environment, settings);
    this.cluster = new DoksCluster(this, "cluster", {
      name,
      region,
      kubernetesVersion,
      network: new DoksNetwork(this, "network", { name, region, cidr: network.vpc }),
      podsCidr: network.pods,
      servicesCidr: network.services,
      highlyAvailable,
      allowedCidrs,
      maintenance,
      defaultPool: { name: defaultName, ...defaultPool },
      ...(registry.kind === "digitalocean" ? { registry: registry.name } : {}),
      tags,
    });
    const { clusterId } = this.cluster;
    for (const [poolName, pool] of others) {
      new DoksNodePool(this, `${poolName}-pool`, { clusterId, name: poolName, ...pool, tags });
    }
    new DeploymentProject(this, "project", {
      name,
      description: `Millrace, environment ${name}, made by Terraform`,
      stage: protectData === true ? "production" : "development",
      resources: [this.cluster.urn],
    });

    warnAboutExample(this, "allowed-cidrs", `${name}.cluster.allowedCidrs`, allowedCidrs);
    show(this, {
      cluster_id: { value: clusterId, description: "UUID of the cluster." },
      cluster_endpoint: { value: this.cluster.endpoint, description: "URL of the Kubernetes API." },
      cluster_ca_certificate: {
        value: Fn.nonsensitive(this.cluster.caCertificate),
        description: "Certificate authority of the Kubernetes API, PEM; for npm run kubeconfig.",
      },
    });
  }
}

type NamedPool = readonly [name: string, pool: DoksSettings["nodePools"][string]];

/** @throws Error when no pool is the default one, which `validateEnvironments` would have refused */
function defaultFirst(
  environment: Environment,
  { nodePools, defaultNodePool }: DoksSettings,
): readonly [NamedPool, ...NamedPool[]] {
  const all = Object.entries(nodePools);
  const [only] = all;
  const chosen = defaultNodePool === undefined ? only : all.find(([name]) => name === defaultNodePool);
  if (chosen === undefined) {
    throw new Error(
      `${environment.name}.cluster.defaultNodePool: must be one of ${Object.keys(nodePools).join(", ")}, ` +
        `got ${defaultNodePool}. Validate it first.`,
    );
  }
  return [chosen, ...all.filter((pool) => pool !== chosen)];
}
