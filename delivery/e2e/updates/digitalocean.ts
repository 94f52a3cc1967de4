import type { DoksCluster } from "../../../environments/doks-schema.ts";
import type { Environment } from "../../../environments/schema.ts";
import { doksVersions, minorOf } from "../../../environments/versions.ts";
import type { Json } from "../merge-patch.ts";
import type { Update } from "../updates.ts";

/** The cluster one Kubernetes minor lower, so that there is an upgrade to make. */
export function digitalOceanBeforehand({ cluster }: Environment): Json {
  return cluster.kind === "doks" ? { cluster: { kubernetesVersion: previous(cluster) } } : {};
}

export function digitalOceanUpdates(environment: Environment): readonly Update[] {
  const { cluster } = environment;
  return [...digitalOceanPool(environment), ...(cluster.kind === "doks" ? [nextMinor(cluster)] : [])];
}

export function digitalOceanPool({ cluster }: Environment): readonly Update[] {
  return cluster.kind === "doks" ? [biggerPool(cluster)] : [];
}

function biggerPool({ nodePools }: DoksCluster): Update {
  const [name = "", pool] = Object.entries(nodePools)[0] ?? [];
  const nodes = pool?.nodes ?? 1;
  return {
    kind: "a bigger pool",
    layer: "cluster",
    patch: {
      cluster: {
        nodePools: {
          [name]: { nodes: typeof nodes === "number" ? nodes + 1 : { maximum: nodes.maximum + 1 } },
        },
      },
    },
    touches: [/^update digitalocean_kubernetes_(cluster|node_pool)\./],
    words: /: (worker|most worker) nodes of (cluster|pool) .* → /,
  };
}

function nextMinor({ kubernetesVersion }: DoksCluster): Update {
  return {
    kind: "the next Kubernetes minor",
    layer: "cluster",
    patch: { cluster: { kubernetesVersion } },
    touches: [/^update digitalocean_kubernetes_cluster\..* \(.*version/],
  };
}

/** The newest of the minor before the cluster's own, from which DigitalOcean upgrades to it; its own when there is none. */
function previous({ kubernetesVersion }: DoksCluster): string {
  const minor = minorOf(kubernetesVersion) - 1;
  return doksVersions.findLast((version) => minorOf(version) === minor) ?? kubernetesVersion;
}
