import { randomInt, randomUUID } from "node:crypto";
import { jsonBody } from "../shared/json-body.ts";
import type { Call, Route } from "../shared/routes.ts";
import type { Account, Fields, Item } from "./account.ts";
import { notFound, preconditionFailed, unprocessable } from "./errors.ts";
import { sizes } from "./options.ts";
import { pageOf, route } from "./route.ts";
import { requireTags } from "./tags.ts";

/** Makes a pool and its workers, which take a moment to run. Throws 422. */
export function addPool(account: Account, cluster: Item, details: Fields): Item {
  requirePool(details);
  if (poolsOf(account, cluster).some(({ fields }) => fields.name === details.name)) {
    throw unprocessable(`node pool name ${String(details.name)} is already in use`);
  }
  const { auto_scale = false, min_nodes = 0, max_nodes = 0, labels = null, size, name } = details;
  const count = details.count ?? min_nodes;
  const pool = account.add("nodepool", {
    cluster: cluster.id,
    name,
    size,
    count,
    tags: tagsOf(cluster, details),
    labels,
    taints: taintsOf(details),
    auto_scale,
    min_nodes,
    max_nodes,
  });
  resize(account, cluster, pool);
  return pool;
}

export function poolsOf(account: Account, { id }: Item): Item[] {
  return account.all("nodepool").filter(({ fields }) => fields.cluster === id);
}

export function viewPool(account: Account, { id, fields: { cluster: _, ...fields } }: Item): Fields {
  return { id, ...fields, nodes: workersOf(account, id).map(viewNode) };
}

/** The workers go in their own time, after the pool. */
export function removePool(account: Account, pool: Item): void {
  account.remove(pool);
  for (const worker of workersOf(account, pool.id)) removeWorker(account, worker);
}

export function nodePoolRoutes(account: Account): Route[] {
  const clusterOf = ({ path }: Call) => account.get("kubernetes", path[0] ?? "");
  const poolOf = (call: Call) => {
    const pool = account.get("nodepool", call.path[1] ?? "");
    if (pool.fields.cluster !== clusterOf(call).id) throw notFound();
    return pool;
  };
  const pools = "kubernetes/clusters/{id}/node_pools";
  return [
    route("CreateNodePool", "POST", pools, (call) => {
      const pool = addPool(account, clusterOf(call), jsonBody(call));
      return { status: 201, body: { node_pool: viewPool(account, pool) } };
    }),
    route("ListNodePools", "GET", pools, (call) => {
      const all = poolsOf(account, clusterOf(call)).map((pool) => viewPool(account, pool));
      return pageOf("node_pools", all, call);
    }),
    route("GetNodePool", "GET", `${pools}/{pool}`, (call) => ({
      body: { node_pool: viewPool(account, poolOf(call)) },
    })),
    route("UpdateNodePool", "PUT", `${pools}/{pool}`, (call) => {
      const [cluster, pool, details] = [clusterOf(call), poolOf(call), jsonBody(call)];
      const { name, count, labels, auto_scale, min_nodes, max_nodes } = { ...pool.fields, ...details };
      const changed = { ...pool.fields, name, count, labels, auto_scale, min_nodes, max_nodes };
      requirePool(changed);
      account.change(pool, {
        ...changed,
        ...(details.tags !== undefined && { tags: tagsOf(cluster, details) }),
        ...(details.taints !== undefined && { taints: taintsOf(details) }),
      });
      resize(account, cluster, pool);
      return { status: 202, body: { node_pool: viewPool(account, pool) } };
    }),
    route("DeleteNodePool", "DELETE", `${pools}/{pool}`, (call) => {
      const pool = poolOf(call);
      if (poolsOf(account, clusterOf(call)).length === 1) {
        throw preconditionFailed("cannot delete the last node pool of a cluster");
      }
      account.later(() => removePool(account, pool));
      return { status: 204 };
    }),
  ];
}

const workersOf = (account: Account, pool: string) =>
  account.all("droplet").filter(({ fields }) => fields.pool === pool);

const viewNode = ({ id, fields: { name, status, created_at, node } }: Item): Fields => ({
  id: node,
  name,
  status,
  droplet_id: id,
  created_at,
  updated_at: created_at,
});

/** Adds workers or takes the newest away, until there are as many as the pool counts. */
function resize(account: Account, { fields: { vpc_uuid } }: Item, pool: Item): void {
  const workers = workersOf(account, pool.id);
  const { name, count, auto_scale, min_nodes, max_nodes } = pool.fields;
  const wanted = auto_scale
    ? Math.min(Number(max_nodes), Math.max(Number(min_nodes), Number(count)))
    : Number(count);
  account.change(pool, { count: wanted });
  for (const worker of workers.slice(wanted)) removeWorker(account, worker);
  for (let index = workers.length; index < wanted; index += 1) {
    const node = randomUUID();
    const fields = { name: `${String(name)}-${node.slice(0, 5)}`, node, pool: pool.id, vpc_uuid };
    const status = { state: "provisioning" };
    const worker = account.add(
      "droplet",
      { ...fields, status, created_at: account.now() },
      { id: String(randomInt(1e8, 1e9)) },
    );
    account.later(() => account.change(worker, { status: { state: "running" } }));
  }
}

function removeWorker(account: Account, worker: Item): void {
  account.change(worker, { pool: undefined, status: { state: "deleting" } });
  account.later(() => account.remove(worker));
}

/** Those that DigitalOcean adds are never in a request. */
function tagsOf(cluster: Item, { tags = [] }: Fields): readonly string[] {
  requireTags(tags);
  return [...new Set([...(tags as string[]), "k8s", `k8s:${cluster.id}`, "k8s:worker"])];
}

/** godo writes the names of the fields in capitals, other clients do not. */
function taintsOf({ taints }: Fields): readonly Fields[] {
  return ((taints ?? []) as readonly Fields[]).map((taint) => {
    const {
      key,
      value = "",
      effect,
    } = Object.fromEntries(Object.entries(taint).map(([name, content]) => [name.toLowerCase(), content]));
    if (!["NoSchedule", "PreferNoSchedule", "NoExecute"].includes(String(effect))) {
      throw unprocessable(`invalid taint effect: ${String(effect)}`);
    }
    return { key, value, effect };
  });
}

function requirePool({ name, size, count, auto_scale, min_nodes = 0, max_nodes = 0 }: Fields): void {
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(String(name ?? ""))) {
    throw unprocessable("node pool name must be lower case letters, digits and dashes");
  }
  if (!sizes.some(({ slug }) => slug === size)) throw unprocessable(`invalid node size: ${String(size)}`);
  if (auto_scale === true) {
    if (Number(min_nodes) > Number(max_nodes) || Number(max_nodes) < 1) {
      throw unprocessable("max_nodes must be at least 1 and not below min_nodes");
    }
  } else if (!(Number(count) >= 1 && Number(count) <= 512)) {
    throw unprocessable("node count must be from 1 to 512");
  }
}
