import type { OkeCluster } from "../../environments/oke-schema.ts";
import type { CustomerKeys, Environment } from "../../environments/schema.ts";
import { minorOf, okeVersions } from "../../environments/versions.ts";
import type { Json } from "./merge-patch.ts";

/** What an operator does one day. */
export interface Update {
  readonly kind: string;
  /** The stack that it goes to. */
  readonly layer: "cluster" | "vault" | "streaming" | "apps";
  /** Of the environment's description. */
  readonly patch?: Json;
  /** Of Terraform. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Each must match a line of the plan. */
  readonly touches: readonly RegExp[];
}

/** A state in a file, and no more of another store. */
const besideIt = { kind: "local", bucket: null, region: null, endpoint: null };

/** A digest that looks like one. */
export function madeUpDigest(digit: string): string {
  return `sha256:${digit.repeat(64)}`;
}

/** What makes an environment deployable here: states beside it, images that were "pushed", one Kubernetes minor to go. */
export function beforehand(environment: Environment): Json {
  return {
    backend: besideIt,
    registry: { backend: besideIt },
    ...(environment.cluster.kind === "oke"
      ? { cluster: atVersion(environment.cluster, previous(environment.cluster)) }
      : {}),
    apps: Object.fromEntries(
      Object.keys(environment.apps).map((name) => [name, { image: { digest: madeUpDigest("1") } }]),
    ),
  };
}

/** One of each kind. After all of them the cluster has the version that its description asks for. */
export function updatesOf(environment: Environment): readonly Update[] {
  const { cluster } = environment;
  const [app = ""] = Object.keys(environment.apps);
  return [
    secondStream(environment),
    ...(environment.keys && environment.keys.rotateEveryDays === undefined
      ? [newKeyVersions(environment.keys)]
      : []),
    ...(cluster.kind === "oke" ? [biggerPool(cluster), nextMinor(cluster)] : []),
    {
      kind: "a rotated secret",
      layer: "apps",
      variables: { TF_VAR_registry_auth_token: "rotated", TF_VAR_registry_auth_token_revision: "2" },
      touches: [/^update kubernetes_secret_v1\..* \(data_wo_revision\)$/],
    },
    {
      kind: "a new image digest",
      layer: "apps",
      patch: { apps: { [app]: { image: { digest: madeUpDigest("2") } } } },
      touches: [/^update helm_release\./],
    },
  ];
}

/** Beside those that are there; from now on the apps must say which one they use. */
function secondStream({ streaming, apps }: Environment): Update {
  const [stream = ""] = Object.keys(streaming?.streams ?? {});
  return {
    kind: "a second stream",
    layer: "streaming",
    patch: {
      streaming: { streams: { second: { partitions: 1, retentionHours: 24 } } },
      apps: Object.fromEntries(
        Object.entries(apps).map(([name, app]) => [name, { stream: app.stream ?? stream }]),
      ),
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
