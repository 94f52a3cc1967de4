import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Client } from "./client.ts";

let client: Client;
beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.sandbox.close());

const stateOf = async (id: string) =>
  (await client.get(`kubernetes/clusters/${id}`)).json.kubernetes_cluster?.status.state;

describe("a cluster in the DigitalOcean sandbox", () => {
  it("is provisioned before it runs, and has no endpoint or credentials until then", async () => {
    const id = await client.cluster({ tags: ["mine"] }, false);
    const path = `kubernetes/clusters/${id}`;
    expect((await client.get(path)).json.kubernetes_cluster).toMatchObject({
      status: { state: "provisioning" },
      endpoint: "",
      ha: false,
      tags: ["mine", "k8s", `k8s:${id}`],
      node_pools: [{ count: 2, nodes: [{ status: { state: "provisioning" } }, {}] }],
    });
    expect((await client.get(`${path}/credentials`)).status).toBe(412);
    client.wait();
    expect((await client.get(path)).json.kubernetes_cluster).toMatchObject({
      status: { state: "running" },
      endpoint: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
      node_pools: [{ nodes: [{ status: { state: "running" } }, {}] }],
    });
  });

  it("is upgraded to the next minor only, and not while it is busy", async () => {
    const id = await client.cluster({ version: "1.34.4-do.2" });
    const path = `kubernetes/clusters/${id}`;
    const upgrade = (version: string) => client.call("POST", `${path}/upgrade`, { version });
    expect((await upgrade("1.36.0-do.0")).status).toBe(422);
    expect((await upgrade("1.35.1-do.6")).status).toBe(202);
    expect((await client.get(path)).json.kubernetes_cluster).toMatchObject({
      version: "1.35.1-do.6",
      status: { state: "upgrading" },
    });
    expect((await upgrade("1.36.0-do.0")).status).toBe(412);
    client.wait();
    expect((await client.get(`${path}/upgrades`)).json).toMatchObject({
      available_upgrade_versions: [{ slug: "1.36.0-do.0" }],
    });
    expect((await upgrade("1.36.0-do.0")).status).toBe(202);
  });

  it("is highly available from 1.36 on unless told otherwise, and stays so", async () => {
    const id = await client.cluster({ version: "1.36.0-do.0" });
    const path = `kubernetes/clusters/${id}`;
    expect((await client.get(path)).json.kubernetes_cluster.ha).toBe(true);
    expect(await client.call("PUT", path, { ha: false })).toMatchObject({
      status: 422,
      json: { message: "high availability cannot be disabled once it is enabled" },
    });
  });

  it.each([
    [{ version: "1.0.0-do.0" }, "validation error: invalid version slug 1.0.0-do.0"],
    [{ node_pools: [] }, "validation error: a cluster needs a node pool"],
    [{ node_pools: [{ name: "workers", size: "huge", count: 1 }] }, "invalid node size: huge"],
    [{ service_subnet: "10.244.128.0/20" }, /^validation error: subnets must not overlap, got 10\.244/],
    [{ tags: ["no spaces"] }, "Tag no spaces: use letters, digits, colons, dashes and underscores"],
  ])("cannot be made of %j, and leaves nothing behind", async (details, message) => {
    await expect(client.cluster(details)).rejects.toThrow(message);
    expect(client.sandbox.resources()).toEqual([]);
  });

  it("takes pools that grow, shrink and go, but for the last", async () => {
    const pools = `kubernetes/clusters/${await client.cluster()}/node_pools`;
    const taints = [{ Key: "for", Value: "kafka", Effect: "NoSchedule" }];
    const details = {
      name: "kafka",
      size: "s-4vcpu-8gb",
      auto_scale: true,
      min_nodes: 1,
      max_nodes: 3,
      taints,
    };
    const { json } = await client.call("POST", pools, details);
    const path = `${pools}/${json.node_pool.id}`;
    expect(json.node_pool).toMatchObject({
      count: 1,
      taints: [{ key: "for", value: "kafka", effect: "NoSchedule" }],
    });
    const bigger = await client.call("PUT", path, { count: 9 });
    expect(bigger.json.node_pool.nodes.map(({ status }: { status: object }) => status)).toEqual(
      Array(3).fill({ state: "provisioning" }),
    );
    expect((await client.call("DELETE", path)).status).toBe(204);
    client.wait();
    expect((await client.get(path)).status).toBe(404);
    const [last] = (await client.get(pools)).json.node_pools;
    expect((await client.call("DELETE", `${pools}/${last.id}`)).status).toBe(412);
  });

  it("leaves its load balancers and volumes behind, unless they are destroyed with it", async () => {
    const [first, second] = [await client.cluster(), await client.cluster({ name: "other" })];
    for (const id of [first, second]) {
      client.sandbox.addAssociated(id, "loadbalancer", `${id}-lb`);
      client.sandbox.addAssociated(id, "volume", `${id}-pvc`);
    }
    const associated = `kubernetes/clusters/${first}/destroy_with_associated_resources`;
    expect((await client.get(associated)).json).toEqual({
      volumes: [{ id: expect.any(String), name: `${first}-pvc` }],
      volume_snapshots: [],
      load_balancers: [{ id: expect.any(String), name: `${first}-lb` }],
    });
    expect((await client.call("DELETE", `${associated}/dangerous`)).status).toBe(204);
    expect((await client.call("DELETE", `kubernetes/clusters/${second}`)).status).toBe(204);
    expect([await stateOf(first), await stateOf(second)]).toEqual(["deleted", "deleted"]);
    client.wait();
    expect(await stateOf(first)).toBeUndefined();
    client.wait();
    expect(client.sandbox.resources().map(({ name }) => name)).toEqual([`${second}-lb`, `${second}-pvc`]);
  });
});
