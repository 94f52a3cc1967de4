import { overlap } from "../shared/cidr.ts";
import type { Endpoints } from "../shared/endpoints.ts";
import { jsonBody } from "../shared/json-body.ts";
import type { KubernetesEndpoint } from "../shared/kubernetes-endpoint.ts";
import type { Call, Route } from "../shared/routes.ts";
import type { Account, Fields, Item } from "./account.ts";
import { notFound, preconditionFailed, unprocessable } from "./errors.ts";
import { addPool, poolsOf, removePool, viewPool } from "./node-pools.ts";
import { regions, sizes, upgradesFrom, versions } from "./options.ts";
import { pageOf, route } from "./route.ts";
import { requireTags } from "./tags.ts";
import { requireRegion } from "./vpcs.ts";

/** Settings that are copied from a request as they are, with what the API answers when there are none. */
const settings: Fields = {
  auto_upgrade: false,
  surge_upgrade: false,
  control_plane_firewall: { enabled: false, allowed_addresses: [] },
  routing_agent: { enabled: false },
  amd_gpu_device_plugin: { enabled: false },
  amd_gpu_device_metrics_exporter_plugin: { enabled: false },
};

/** Clusters, their life cycle and what they can be made of. */
export function clusterRoutes(account: Account, endpoints: Endpoints<KubernetesEndpoint>): Route[] {
  const clusters = "kubernetes/clusters";
  const clusterOf = ({ path }: Call) => account.get("kubernetes", path[0] ?? "");
  const one = (cluster: Item) => ({ kubernetes_cluster: view(account, cluster, endpoints) });
  return [
    route("GetKubernetesOptions", "GET", "kubernetes/options", () => ({
      body: { options: { versions, regions, sizes } },
    })),
    route("CreateKubernetesCluster", "POST", clusters, async (call) => {
      const cluster = create(account, jsonBody(call));
      endpoints.open(cluster.id);
      await endpoints.opened();
      return { status: 201, body: one(cluster) };
    }),
    route("ListKubernetesClusters", "GET", clusters, (call) => {
      const all = account.all("kubernetes").map((cluster) => view(account, cluster, endpoints));
      return pageOf("kubernetes_clusters", all, call);
    }),
    route("GetKubernetesCluster", "GET", `${clusters}/{id}`, (call) => ({ body: one(clusterOf(call)) })),
    route("UpdateKubernetesCluster", "PUT", `${clusters}/{id}`, (call) => {
      const cluster = clusterOf(call);
      update(account, cluster, jsonBody(call));
      return { status: 202, body: one(cluster) };
    }),
    route("GetKubernetesClusterUpgrades", "GET", `${clusters}/{id}/upgrades`, (call) => ({
      body: { available_upgrade_versions: upgradesFrom(String(clusterOf(call).fields.version)) },
    })),
    route("UpgradeKubernetesCluster", "POST", `${clusters}/{id}/upgrade`, (call) => {
      upgrade(account, clusterOf(call), jsonBody(call).version);
      return { status: 202 };
    }),
    route("DeleteKubernetesCluster", "DELETE", `${clusters}/{id}`, (call) => {
      remove(account, clusterOf(call), endpoints);
      return { status: 204 };
    }),
    ...associatedRoutes(account, endpoints),
  ];
}

/** What the cluster's own controllers made, and what happens to it when the cluster goes. */
function associatedRoutes(account: Account, endpoints: Endpoints<KubernetesEndpoint>): Route[] {
  const path = "kubernetes/clusters/{id}/destroy_with_associated_resources";
  const clusterOf = ({ path: [id = ""] }: Call) => account.get("kubernetes", id);
  return [
    route("ListAssociatedResourcesForDeletion", "GET", path, (call) => {
      const cluster = clusterOf(call);
      const listed = (kind: Item["kind"]) =>
        associatedWith(account, cluster)
          .filter((item) => item.kind === kind)
          .map(({ id, fields }) => ({ id, name: fields.name }));
      return {
        body: { volumes: listed("volume"), volume_snapshots: [], load_balancers: listed("loadbalancer") },
      };
    }),
    route("DeleteKubernetesClusterDangerous", "DELETE", `${path}/dangerous`, (call) => {
      const cluster = clusterOf(call);
      for (const item of associatedWith(account, cluster)) account.later(() => account.remove(item));
      remove(account, cluster, endpoints);
      return { status: 204 };
    }),
  ];
}

function associatedWith(account: Account, { id }: Item): Item[] {
  return account
    .all()
    .filter(({ kind, fields }) => ["volume", "loadbalancer"].includes(kind) && fields.cluster === id);
}

function create(account: Account, details: Fields): Item {
  const { name, region, version, tags = [], node_pools = [], vpc_uuid, ha } = details;
  requireName(account, name);
  requireRegion(region);
  requireTags(tags);
  const slug = version === "latest" ? versions[0]?.slug : version;
  if (!versions.some((one) => one.slug === slug)) {
    throw unprocessable(`validation error: invalid version slug ${String(version)}`);
  }
  const vpc = account
    .all("vpc")
    .find((one) =>
      vpc_uuid === undefined ? one.builtIn && one.fields.region === region : one.id === vpc_uuid,
    );
  if (vpc === undefined || vpc.fields.region !== region)
    throw unprocessable("validation error: vpc_uuid must be in the region");
  const { cluster_subnet = "10.244.0.0/16", service_subnet = "10.245.0.0/16" } = details;
  const ranges = [cluster_subnet, service_subnet, vpc.fields.ip_range];
  if (ranges.some((range, index) => ranges.slice(index + 1).some((other) => overlap(range, other)))) {
    throw unprocessable(`validation error: subnets must not overlap, got ${ranges.join(", ")}`);
  }
  const pools = node_pools as readonly Fields[];
  if (pools.length === 0) throw unprocessable("validation error: a cluster needs a node pool");
  const now = account.now();
  const cluster = account.add("kubernetes", {
    name,
    region,
    version: slug,
    vpc_uuid: vpc.id,
    cluster_subnet,
    service_subnet,
    // High availability is the default from 1.36 on.
    ha: ha ?? Number(String(slug).split(".")[1]) >= 36,
    ...settingsOf(details, settings),
    registry_enabled: false,
    status: { state: "provisioning" },
    created_at: now,
    updated_at: now,
  });
  account.change(cluster, { tags: tagsOf(cluster, tags) });
  try {
    for (const pool of pools) addPool(account, cluster, pool);
  } catch (error) {
    for (const pool of poolsOf(account, cluster)) removePool(account, pool);
    account.remove(cluster);
    throw error;
  }
  becomeRunning(account, cluster);
  return cluster;
}

function update(account: Account, cluster: Item, details: Fields): void {
  requireRunning(cluster);
  const { name = cluster.fields.name, tags, ha = cluster.fields.ha } = details;
  if (name !== cluster.fields.name) requireName(account, name);
  if (cluster.fields.ha === true && ha !== true) {
    throw unprocessable("high availability cannot be disabled once it is enabled");
  }
  if (tags !== undefined) requireTags(tags);
  account.change(cluster, {
    name,
    ha,
    ...(tags !== undefined && { tags: tagsOf(cluster, tags) }),
    ...settingsOf(details, cluster.fields),
    updated_at: account.now(),
  });
}

function upgrade(account: Account, cluster: Item, version: unknown): void {
  requireRunning(cluster);
  if (!upgradesFrom(String(cluster.fields.version)).some(({ slug }) => slug === version)) {
    throw unprocessable(`cannot upgrade from ${String(cluster.fields.version)} to ${String(version)}`);
  }
  account.change(cluster, { version, status: { state: "upgrading" }, updated_at: account.now() });
  becomeRunning(account, cluster);
}

function remove(account: Account, cluster: Item, endpoints: Endpoints<KubernetesEndpoint>): void {
  if (stateOf(cluster) === "deleted") throw notFound();
  account.change(cluster, { status: { state: "deleted" } });
  account.later(() => {
    for (const pool of poolsOf(account, cluster)) removePool(account, pool);
    account.remove(cluster);
    void endpoints.close(cluster.id);
  });
}

function view(account: Account, { id, fields }: Item, endpoints: Endpoints<KubernetesEndpoint>): Fields {
  const cluster = { kind: "kubernetes", id, fields, builtIn: false } as const;
  const ready = stateOf(cluster) !== "provisioning";
  return {
    id,
    ...fields,
    ipv4: ready ? "127.0.0.1" : "",
    endpoint: ready ? `https://${endpoints.get(id)?.address}` : "",
    node_pools: poolsOf(account, cluster).map((pool) => viewPool(account, pool)),
  };
}

function becomeRunning(account: Account, cluster: Item): void {
  account.later(() => {
    if (stateOf(cluster) !== "deleted") account.change(cluster, { status: { state: "running" } });
  });
}

export const stateOf = ({ fields }: Item) => (fields.status as { readonly state: string }).state;

/** Throws 412 while the cluster is made, upgraded or deleted. */
export function requireRunning(cluster: Item): void {
  if (stateOf(cluster) === "running") return;
  throw preconditionFailed(`the cluster is ${stateOf(cluster)}; wait until it is running`);
}

const tagsOf = ({ id }: Item, tags: unknown) => [...new Set([...(tags as string[]), "k8s", `k8s:${id}`])];

function settingsOf(details: Fields, before: Fields): Fields {
  const given = (name: string) => details[name] ?? before[name];
  const window = { start_time: "00:00", day: "any" };
  const autoscaler = given("cluster_autoscaler_configuration") as Fields | undefined;
  const unset = Object.values(autoscaler ?? {}).every((value) => value === null);
  return {
    ...Object.fromEntries(Object.keys(settings).map((name) => [name, given(name)])),
    maintenance_policy: { ...window, ...(given("maintenance_policy") as Fields), duration: "4h0m0s" },
    ...(!unset && { cluster_autoscaler_configuration: autoscaler }),
  };
}

function requireName(account: Account, name: unknown): void {
  if (!/^[a-z0-9]([-a-z0-9]{0,253}[a-z0-9])?$/.test(String(name ?? ""))) {
    throw unprocessable("validation error: name must be lower case letters, digits and dashes");
  }
  if (account.all("kubernetes").some(({ fields }) => fields.name === name)) {
    throw unprocessable(`validation error: a cluster with name ${String(name)} already exists`);
  }
}
