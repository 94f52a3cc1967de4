import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Client } from "./client.ts";

let client: Client;
beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.sandbox.close());

describe("a VPC in the DigitalOcean sandbox", () => {
  it("is not deleted while a cluster is in it, nor a while after", async () => {
    const vpc = await client.vpc("main");
    const cluster = await client.cluster({ vpc_uuid: vpc });
    const remove = () => client.call("DELETE", `vpcs/${vpc}`);
    const refused = { status: 409, json: { id: "conflict", message: "Can not delete VPC with members" } };
    expect(await remove()).toMatchObject(refused);
    expect((await client.get(`vpcs/${vpc}/members`)).json.members).toContainEqual(
      expect.objectContaining({ urn: `do:kubernetes:${cluster}` }),
    );
    await client.call("DELETE", `kubernetes/clusters/${cluster}`);
    client.wait();
    expect((await client.get(`kubernetes/clusters/${cluster}`)).status).toBe(404);
    expect(await remove()).toMatchObject(refused);
    client.wait();
    expect((await remove()).status).toBe(204);
    expect(client.sandbox.resources()).toEqual([]);
  });

  it("has a name and a range of its own", async () => {
    await client.vpc("main");
    const post = (details: object) => client.call("POST", "vpcs", { region: "fra1", ...details });
    expect((await post({ name: "main" })).json.message).toBe("Name 'main' is already in use");
    const { json } = await post({ name: "other", ip_range: "10.10.8.0/24" });
    expect(json.message).toBe("This range/size overlaps with another VPC network in your account");
    expect((await post({ name: "other" })).json.vpc.ip_range).toBe("10.100.0.0/20");
  });

  it("is there in every region by default, and stays", async () => {
    const { json } = await client.get("vpcs?per_page=200");
    const { id } = json.vpcs.find(({ region }: { region: string }) => region === "fra1");
    expect((await client.call("DELETE", `vpcs/${id}`)).status).toBe(403);
    const cluster = await client.cluster();
    expect((await client.get(`kubernetes/clusters/${cluster}`)).json.kubernetes_cluster.vpc_uuid).toBe(id);
  });
});

describe("the registry in the DigitalOcean sandbox", () => {
  it("is one an account, by its old and its new path, with a subscription", async () => {
    const made = await client.call("POST", "registry", { name: "millrace", subscription_tier_slug: "basic" });
    expect(made.status).toBe(201);
    expect((await client.call("POST", "registries", { name: "second" })).json.message).toBe(
      "user already has a registry",
    );
    expect((await client.get("registries/millrace")).json).toEqual((await client.get("registry")).json);
    expect((await client.get("registry/subscription")).json.subscription.tier.slug).toBe("basic");
    expect((await client.call("DELETE", "registries/other")).status).toBe(404);
    expect((await client.call("DELETE", "registries/millrace")).status).toBe(204);
    expect((await client.get("registry")).status).toBe(404);
  });

  it("is what clusters can be let in to, once there is one", async () => {
    const id = await client.cluster();
    const integrate = () => client.call("POST", "kubernetes/registry", { cluster_uuids: [id] });
    expect((await integrate()).status).toBe(412);
    await client.call("POST", "registry", { name: "millrace" });
    expect((await integrate()).status).toBe(204);
    const { json } = await client.get(`kubernetes/clusters/${id}`);
    expect(json.kubernetes_cluster.registry_enabled).toBe(true);
  });
});

describe("a project in the DigitalOcean sandbox", () => {
  it("takes resources over from the default project, and goes only when it is empty for a while", async () => {
    const urn = `do:kubernetes:${await client.cluster()}`;
    const details = { name: "streaming", purpose: "Events", environment: "Development" };
    const { json } = await client.call("POST", "projects", details);
    expect(json.project.purpose).toBe("Other: Events");
    const path = `projects/${json.project.id}`;
    const urns = async (project: string) =>
      (await client.get(`${project}/resources`)).json.resources.map(({ urn }: { urn: string }) => urn);
    expect(await urns("projects/default")).toEqual([urn]);
    await client.call("POST", `${path}/resources`, { resources: [urn] });
    expect([await urns("projects/default"), await urns(path)]).toEqual([[], [urn]]);

    const refused = { status: 412, json: { message: "cannot delete a project with resources" } };
    expect(await client.call("DELETE", path)).toMatchObject(refused);
    await client.call("POST", "projects/default/resources", { resources: [urn] });
    expect(await client.call("DELETE", path)).toMatchObject(refused);
    client.wait();
    expect((await client.call("DELETE", path)).status).toBe(204);
  });
});

describe("an uptime check in the DigitalOcean sandbox", () => {
  it("takes its alerts along when it goes", async () => {
    const target = { name: "api", target: "https://example.com" };
    const { json } = await client.call("POST", "uptime/checks", target);
    const alerts = `uptime/checks/${json.check.id}/alerts`;
    const alert = { name: "down", type: "down_global", notifications: { email: [] } };
    const made = await client.call("POST", alerts, alert);
    expect((await client.get(`${alerts}/${made.json.alert.id}`)).json.alert).toMatchObject(alert);
    expect((await client.call("POST", alerts, { ...alert, type: "up" })).status).toBe(422);
    await client.call("DELETE", `uptime/checks/${json.check.id}`);
    expect(client.sandbox.resources()).toEqual([]);
  });
});
