import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { type OciSandbox, startOciSandbox } from "../../../../sandbox/oci/server.ts";
import { createClock, type RawAnswer } from "../signed-client.ts";
import { ControlClient, compartmentId, lifecycleMs, outcome } from "./control-client.ts";
import { okeToken } from "./oke-token.ts";

const at = (path: string) => `/20180222/${path}`;

describe("the container engine", () => {
  const clock = createClock();
  let sandbox: OciSandbox;
  let client: ControlClient;
  let vcnId: string;
  let subnetId: string;

  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0, clock: clock.now, lifecycleMs });
    client = new ControlClient(sandbox, clock);
    vcnId = (await client.vcn()).id;
    const subnet = { vcnId, cidrBlock: "10.0.1.0/24", dnsLabel: "workers" };
    subnetId = (await client.made("/20160918/subnets", subnet)).id;
  });
  afterAll(() => sandbox.close());
  beforeEach(() => sandbox.faults.clear());

  /** Waits for the work, and returns what it was about. */
  async function done(answer: RawAnswer): Promise<RawAnswer["json"]> {
    if (answer.status !== 202) throw new Error(`${answer.status} ${JSON.stringify(answer.json)}`);
    client.settle();
    const id = String(answer.headers["opc-work-request-id"]);
    return (await client.get(at(`workRequests/${id}`))).json;
  }

  async function createCluster(details: object = {}): Promise<string> {
    const answer = await client.post(at("clusters"), {
      compartmentId,
      vcnId,
      name: "test",
      kubernetesVersion: "v1.34.2",
      type: "ENHANCED_CLUSTER",
      endpointConfig: { subnetId, isPublicIpEnabled: true },
      ...details,
    });
    return (await done(answer)).resources[0].identifier;
  }

  async function imageId(version: string): Promise<string> {
    const { json } = await client.get(at(`nodePoolOptions/all?nodePoolK8sVersion=${version}`));
    return json.sources.at(-1).imageId;
  }

  async function postPool(clusterId: string, version: string, details: object = {}): Promise<RawAnswer> {
    return client.post(at("nodePools"), {
      compartmentId,
      clusterId,
      name: "workers",
      nodeShape: "VM.Standard.E5.Flex",
      kubernetesVersion: version,
      nodeSourceDetails: { sourceType: "IMAGE", imageId: await imageId(version) },
      nodeConfigDetails: {
        size: 4,
        placementConfigs: ["AD-1", "AD-2", "AD-3"].map((availabilityDomain) => ({
          availabilityDomain,
          subnetId,
        })),
      },
      ...details,
    });
  }
  const createPool = async (...all: Parameters<typeof postPool>): Promise<string> =>
    (await done(await postPool(...all))).resources[0].identifier;

  const read = async (path: string) => (await client.get(at(path))).json;
  const update = (path: string, details: object) => client.put(at(path), details);

  it("answers 202 with nothing but a work request, which names the cluster from the start", async () => {
    const answer = await client.post(at("clusters"), {
      vcnId,
      name: "a",
      kubernetesVersion: "v1.34.2",
      compartmentId,
    });
    expect({ status: answer.status, body: answer.json }).toEqual({ status: 202, body: undefined });
    const path = `workRequests/${answer.headers["opc-work-request-id"]}`;
    const begun = await read(path);
    expect(begun).toMatchObject({ status: "IN_PROGRESS", operationType: "CLUSTER_CREATE" });
    expect(begun).not.toHaveProperty("timeFinished");
    const [{ identifier, entityType, actionType }] = begun.resources;
    expect({ entityType, actionType }).toEqual({ entityType: "cluster", actionType: "IN_PROGRESS" });
    expect(await read(`clusters/${identifier}`)).toMatchObject({
      lifecycleState: "CREATING",
      type: "BASIC_CLUSTER",
    });
    client.settle();
    expect(await read(path)).toMatchObject({ status: "SUCCEEDED", resources: [{ actionType: "CREATED" }] });
    expect(await read(`clusters/${identifier}`)).toMatchObject({ lifecycleState: "ACTIVE" });
    expect(await read(`${path}/errors`)).toEqual([]);
    expect(await read(`${path}/logs`)).toHaveLength(1);
  });

  it("writes a kubeconfig with a command in place of a token, whose server knows only this cluster's tokens", async () => {
    const [id, other] = [await createCluster(), await createCluster()];
    const { json: text, headers } = await client.post(at(`clusters/${id}/kubeconfig/content`), {
      tokenVersion: "2.0.0",
      endpoint: "PUBLIC_ENDPOINT",
    });
    expect(headers["content-type"]).toBe("application/x-yaml");
    const { clusters, users } = parse(text);
    expect(users[0].user.exec.args).toEqual([
      "ce",
      "cluster",
      "generate-token",
      "--cluster-id",
      id,
      "--region",
      "eu-frankfurt-1",
    ]);
    const { server, "certificate-authority-data": authority } = clusters[0].cluster;
    expect(`https://${(await read(`clusters/${id}`)).endpoints.publicEndpoint}`).toBe(server);
    const { tenancy, user, fingerprint, keyFile } = sandbox.user;
    const key = { keyId: `${tenancy}/${user}/${fingerprint}`, privateKeyPem: readFileSync(keyFile, "utf8") };
    const knock = async (clusterId: string) => {
      const headers = { authorization: `Bearer ${okeToken(key, clusterId)}` };
      const request = httpsRequest(`${server}/api`, {
        headers,
        agent: false,
        ca: Buffer.from(authority, "base64"),
      });
      const [answer] = (await once(request.end(), "response")) as [IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    // 503: let in, and this sandbox has no API server behind it.
    expect([await knock(id), await knock(other)]).toEqual([503, 401]);
    await done(await client.delete(at(`clusters/${id}`)));
    expect(outcome(await client.get(at(`clusters/${id}`)))).toBe("404 NotFound");
    await expect(knock(id)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("has no public endpoint for a private cluster", async () => {
    const id = await createCluster({ endpointConfig: { subnetId } });
    expect((await read(`clusters/${id}`)).endpoints).not.toHaveProperty("publicEndpoint");
    const kubeconfig = (endpoint: string) =>
      client.post(at(`clusters/${id}/kubeconfig/content`), { endpoint });
    expect((await kubeconfig("PUBLIC_ENDPOINT")).status).toBe(400);
    expect((await kubeconfig("PRIVATE_ENDPOINT")).json).toMatch(/server: https:\/\/127\.0\.0\.1:\d+\n/);
  });

  it("upgrades a cluster one minor version at a time and never down, with workers at most three behind", async () => {
    const id = await createCluster({ kubernetesVersion: "v1.33.1" });
    await createPool(id, "v1.32.1");
    const to = async (kubernetesVersion: string) =>
      outcome(await update(`clusters/${id}`, { kubernetesVersion }));
    expect((await read(`clusters/${id}`)).availableKubernetesUpgrades).toEqual(["v1.34.2"]);
    expect(await to("v1.35.2")).toBe("400 InvalidParameter");
    expect(await to("v1.32.1")).toBe("400 InvalidParameter");
    expect(await to("v1.34.9")).toBe("400 InvalidParameter");
    for (const version of ["v1.34.2", "v1.35.2"]) {
      expect(await to(version)).toBe("202");
      expect(await to(version)).toBe("409 IncorrectState");
      client.settle();
    }
    expect(await to("v1.36.1")).toBe("409 IncorrectState");
    expect(await read(`clusters/${id}`)).toMatchObject({
      kubernetesVersion: "v1.35.2",
      lifecycleState: "ACTIVE",
    });
  });

  it.each([
    ["newer than its cluster", "v1.35.2", {}],
    ["with an image for another Kubernetes", "v1.33.1", { kubernetesVersion: "v1.34.2" }],
    ["with an image that OKE does not offer", "v1.34.2", { nodeSourceDetails: { imageId: "ocid1.image.x" } }],
    ["without a place to be", "v1.34.2", { nodeConfigDetails: { size: 1, placementConfigs: [] } }],
  ])("refuses a node pool %s", async (_, version, details) => {
    const id = await createCluster();
    expect(outcome(await postPool(id, version, details))).toBe("400 InvalidParameter");
  });

  it("spreads workers over availability domains, then fault domains, and keeps the oldest when the size changes", async () => {
    const pool = await createPool(await createCluster(), "v1.34.2");
    const nodes = async () => (await read(`nodePools/${pool}`)).nodes;
    const before = await nodes();
    expect(before.map((node: RawAnswer["json"]) => `${node.availabilityDomain} ${node.faultDomain}`)).toEqual(
      ["AD-1 FAULT-DOMAIN-1", "AD-2 FAULT-DOMAIN-1", "AD-3 FAULT-DOMAIN-1", "AD-1 FAULT-DOMAIN-2"],
    );
    await done(await update(`nodePools/${pool}`, { nodeConfigDetails: { size: 5 } }));
    expect((await nodes()).slice(0, 4)).toEqual(before);
    await done(await update(`nodePools/${pool}`, { nodeConfigDetails: { size: 1 } }));
    expect(await nodes()).toEqual(before.slice(0, 1));
  });

  it("brings an upgrade to the workers that exist only when node cycling is on", async () => {
    const cluster = await createCluster({ kubernetesVersion: "v1.35.2" });
    const pool = await createPool(cluster, "v1.34.2");
    const versions = async () =>
      new Set(
        (await read(`nodePools/${pool}`)).nodes.map((node: RawAnswer["json"]) => node.kubernetesVersion),
      );
    const upgrade = {
      kubernetesVersion: "v1.35.2",
      nodeSourceDetails: { sourceType: "IMAGE", imageId: await imageId("v1.35.2") },
    };
    await done(await update(`nodePools/${pool}`, { ...upgrade, nodeConfigDetails: { size: 5 } }));
    expect(await versions()).toEqual(new Set(["v1.34.2", "v1.35.2"]));
    const cycled = await createPool(cluster, "v1.34.2", {
      nodePoolCyclingDetails: { isNodeCyclingEnabled: true },
    });
    await done(await update(`nodePools/${cycled}`, upgrade));
    const { nodes } = await read(`nodePools/${cycled}`);
    expect(nodes.map((node: RawAnswer["json"]) => node.kubernetesVersion)).toEqual(Array(4).fill("v1.35.2"));
  });

  it("gives add-ons to enhanced clusters, by name", async () => {
    const id = await createCluster();
    const addOns = `clusters/${id}/addons`;
    const autoscaler = { addonName: "ClusterAutoscaler", configurations: [{ key: "nodes", value: "1:3:x" }] };
    await done(await client.post(at(addOns), autoscaler));
    expect(await read(`${addOns}/ClusterAutoscaler`)).toMatchObject({
      name: "ClusterAutoscaler",
      lifecycleState: "ACTIVE",
      configurations: autoscaler.configurations,
    });
    expect(outcome(await client.post(at(addOns), { addonName: "Tiller" }))).toBe("400 InvalidParameter");
    const work = await done(await client.delete(at(`${addOns}/ClusterAutoscaler`)));
    expect(work).toMatchObject({ operationType: "DISABLE_ADDON", resources: [{ entityType: "addon" }] });
    expect(outcome(await client.get(at(`${addOns}/ClusterAutoscaler`)))).toBe("404 NotFound");
    const basic = await createCluster({ type: "BASIC_CLUSTER" });
    expect(outcome(await client.post(at(`clusters/${basic}/addons`), autoscaler))).toBe(
      "400 InvalidParameter",
    );
  });

  it("tells why work came to nothing, when a fault makes it fail", async () => {
    const id = await createCluster();
    sandbox.faults.set({ kind: "fail-work", operation: "CreateNodePool", count: 1 });
    const answer = await postPool(id, "v1.34.2");
    const work = await done(answer);
    expect(work).toMatchObject({ status: "FAILED", resources: [{ actionType: "FAILED" }] });
    const errors = await read(`workRequests/${work.id}/errors`);
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining("host capacity") })]);
    const pool = work.resources[0].identifier;
    expect(await read(`nodePools/${pool}`)).toMatchObject({ lifecycleState: "FAILED" });
    expect((await client.delete(at(`nodePools/${pool}`))).status).toBe(202);
  });
});
