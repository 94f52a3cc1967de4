import type { OkeCluster } from "../../../environments/oke-schema.ts";
import type { CustomerKeys, Environment } from "../../../environments/schema.ts";
import { minorOf, okeVersions } from "../../../environments/versions.ts";
import type { Json } from "../merge-patch.ts";
import type { Update } from "../updates.ts";

/**
 * The cluster one Kubernetes minor lower, so that there is an upgrade to make,
 * and Oracle's own pipelines, which no environment of this project has.
 */
export function oracleBeforehand({ cluster, registry }: Environment): Json {
  if (cluster.kind !== "oke") return {};
  return {
    cluster: atVersion(cluster, previous(cluster)),
    ...(registry.kind === "ocir" ? { devops: { emails: ["e2e@example.com"] } } : {}),
  };
}

export function oracleUpdates(environment: Environment): readonly Update[] {
  const { cluster, streaming, keys, registry } = environment;
  return [
    ...(streaming ? [secondStream(environment)] : []),
    ...(keys && keys.rotateEveryDays === undefined ? [newKeyVersions(keys)] : []),
    ...oraclePool(environment),
    ...(cluster.kind === "oke" ? [nextMinor(cluster)] : []),
    ...(registry.kind === "ocir" ? [rotatedToken] : []),
    ...(cluster.kind === "oke" && registry.kind === "ocir" ? [secondApproval] : []),
  ];
}

/** Beside those that are there; from now on the apps must say which one they use. */
function secondStream({ streaming, apps }: Environment): Update {
  const [stream = ""] = Object.keys(streaming?.streams ?? {});
  const readers = Object.entries(apps).filter(([, { transport }]) => transport === "oci-streaming");
  return {
    kind: "a second stream",
    layer: "streaming",
    patch: {
      streaming: { streams: { second: { partitions: 1, retentionHours: 24 } } },
      apps: Object.fromEntries(readers.map(([name, app]) => [name, { stream: app.stream ?? stream }])),
    },
    touches: [/^create oci_streaming_stream\./, /^create oci_vault_secret\./],
  };
}

function newKeyVersions({ versions = 1 }: CustomerKeys): Update {
  return {
    kind: "rotated keys",
    layer: "vault",
    patch: { keys: { versions: versions + 1 } },
    touches: [/^create oci_kms_key_version\./],
  };
}

export function oraclePool({ cluster }: Environment): readonly Update[] {
  return cluster.kind === "oke" ? [biggerPool(cluster)] : [];
}

function biggerPool({ nodePools }: OkeCluster): Update {
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
    touches: [/^update oci_containerengine_/],
    words: /: (worker nodes of pool|limits of the autoscaler of) .* → /,
  };
}

function nextMinor(cluster: OkeCluster): Update {
  return {
    kind: "the next Kubernetes minor",
    layer: "cluster",
    patch: { cluster: atVersion(cluster, cluster.kubernetesVersion) },
    touches: [
      /^update oci_containerengine_cluster\..* \(.*kubernetes_version/,
      /^update oci_containerengine_node_pool\..* \(.*kubernetes_version/,
    ],
  };
}

const rotatedToken: Update = {
  kind: "a rotated secret",
  layer: "apps",
  variables: {
    TF_VAR_registry_auth_token: "planted-rotated-token",
    TF_VAR_registry_auth_token_revision: "2",
  },
  touches: [/^update kubernetes_secret_v1\..* \(data_wo_revision\)$/],
};

/** The version before the cluster's own, from which Oracle upgrades to it; its own when there is none. */
function previous({ kubernetesVersion }: OkeCluster): string {
  const minor = minorOf(kubernetesVersion) - 1;
  return okeVersions.find((version) => minorOf(version) === minor) ?? kubernetesVersion;
}

/** The cluster, and the images of its workers, at another version. */
function atVersion({ kubernetesVersion, nodePools }: OkeCluster, version: string) {
  return {
    kubernetesVersion: version,
    nodePools: Object.fromEntries(
      Object.entries(nodePools).map(([name, { image }]) => [
        name,
        { image: image.replace(`-OKE-${kubernetesVersion}-`, `-OKE-${version}-`) },
      ]),
    ),
  };
}

const secondApproval: Update = {
  kind: "a second approval",
  layer: "devops",
  patch: { devops: { approvals: 2 } },
  touches: [/^update oci_devops_deploy_stage\..* \(approval_policy\)/],
};
