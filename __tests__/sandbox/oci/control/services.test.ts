import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type OciSandbox, startOciSandbox } from "../../../../sandbox/oci/server.ts";
import { createClock } from "../signed-client.ts";
import { ControlClient, compartmentId, lifecycleMs, outcome } from "./control-client.ts";

const clock = createClock();
let sandbox: OciSandbox;
let client: ControlClient;

beforeAll(async () => {
  sandbox = await startOciSandbox({ port: 0, clock: clock.now, lifecycleMs, availabilityDomains: 1 });
  client = new ControlClient(sandbox, clock);
});
afterAll(() => sandbox.close());

describe("identity", () => {
  const identity = (path: string) => `/20160918/${path}`;

  it("tells of one region, its availability and fault domains, and the tenancy", async () => {
    const names = async (path: string) =>
      (await client.get(identity(path))).json.map(({ name }: { name: string }) => name);
    const { tenancy } = sandbox.user;
    expect(await names("availabilityDomains?compartmentId=x")).toEqual(["Uocm:EU-FRANKFURT-1-AD-1"]);
    expect(await names("faultDomains?compartmentId=x&availabilityDomain=y")).toHaveLength(3);
    expect(await names("regions")).toEqual(["eu-frankfurt-1"]);
    expect((await client.get(identity(`tenancies/${tenancy}/regionSubscriptions`))).json).toEqual([
      { regionKey: "FRA", regionName: "eu-frankfurt-1", status: "READY", isHomeRegion: true },
    ]);
    expect((await client.get(identity(`tenancies/${tenancy}`))).json.id).toBe(tenancy);
  });

  it("has no two policies of a name in a compartment", async () => {
    const policy = { compartmentId, name: "producer", statements: ["Allow group a to read keys in tenancy"] };
    const first = await client.post(identity("policies"), policy);
    expect(first.headers.etag).toEqual(expect.any(String));
    expect(outcome(await client.post(identity("policies"), policy))).toBe("409 PolicyAlreadyExists");
    const elsewhere = { ...policy, compartmentId: "elsewhere" };
    expect(outcome(await client.post(identity("policies"), elsewhere))).toBe("200");
  });

  it.each([
    [
      "Allow any-user to use stream-push in compartment id ocid1.compartment.oc1..a where all {request.principal.type = 'workload', any {target.stream.id = 'b', request.operation != 'c'}}",
      200,
    ],
    ["allow service blockstorage to use keys in compartment a:b where target.key.id = 'c'", 200],
    ["ALLOW dynamic-group 'Default'/'pods' to {STREAM_READ, STREAM_CONSUME} in tenancy", 200],
    ["Allow any-user to push streams in tenancy", 400],
    ["Allow any-user to use streams", 400],
    ["Allow any-user to use streams in tenancy where all {a = 'b', c = 'd'", 400],
    ["Allow any-user to use streams in tenancy where all {a = 'b' c = 'd'}", 400],
    ["Allow group a to read instances in >> tenancy", 400],
    ["Permit any-user to use streams in tenancy", 400],
  ])("answers to the policy statement %j with %i", async (statement, status) => {
    const details = { compartmentId, name: statement, description: "d", statements: [statement] };
    expect((await client.post(identity("policies"), details)).status).toBe(status);
  });

  it("keeps a compartment that is not empty", async () => {
    const { id } = await client.made(identity("compartments"), { name: "inner", description: "d" });
    await client.vcn({ compartmentId: id });
    expect(outcome(await client.delete(identity(`compartments/${id}`)))).toBe("409 Conflict");
  });
});

describe("object storage", () => {
  it("has one namespace, and buckets that are found by their names", async () => {
    const namespace = (await client.get("/n/")).json;
    const buckets = `/n/${namespace}/b/`;
    const { json } = await client.post(buckets, { compartmentId, name: "state", versioning: "Enabled" });
    expect(json).toMatchObject({ namespace, publicAccessType: "NoPublicAccess", versioning: "Enabled" });
    expect(outcome(await client.post(buckets, { compartmentId, name: "state" }))).toBe(
      "409 BucketAlreadyExists",
    );
    await client.post(`${buckets}state`, { freeformTags: { a: "b" } });
    expect((await client.get(`${buckets}state`)).json.freeformTags).toEqual({ a: "b" });
    expect((await client.get(`${buckets}state/retentionRules`)).json).toEqual({ items: [] });
    expect(outcome(await client.delete(`${buckets}state`))).toBe("204");
    expect(outcome(await client.get(`${buckets}state`))).toBe("404 NotFound");
  });
});

describe("a container repository", () => {
  it("belongs to the tenancy's namespace, and its name is taken once in it", async () => {
    const path = "/20160918/container/repositories";
    const repository = await client.made(path, { displayName: "millrace/producer" });
    expect(repository).toMatchObject({
      lifecycleState: "AVAILABLE",
      namespace: (await client.get("/n")).json,
      isPublic: false,
      imageCount: 0,
      systemTags: {},
    });
    const again = await client.post(path, { compartmentId: "elsewhere", displayName: "millrace/producer" });
    expect(outcome(again)).toBe("409 ContainerRepositoryAlreadyExists");
  });
});

describe("notifications", () => {
  it("forget a topic at once, without a state on the way", async () => {
    const topics = "/20181201/topics";
    const { topicId } = (await client.post(topics, { compartmentId, name: "alarms" })).json;
    expect((await client.get(`${topics}/${topicId}`)).json.lifecycleState).toBe("ACTIVE");
    expect(outcome(await client.delete(`${topics}/${topicId}`))).toBe("204");
    expect(outcome(await client.get(`${topics}/${topicId}`))).toBe("404 NotFound");
  });

  it("wait for whoever gets a mail to confirm", async () => {
    const { topicId } = (await client.post("/20181201/topics", { compartmentId, name: "mails" })).json;
    const subscription = { compartmentId, topicId, protocol: "EMAIL", endpoint: "ops@example.com" };
    const { json } = await client.post("/20181201/subscriptions", subscription);
    expect(json.lifecycleState).toBe("PENDING");
    const lost = await client.post("/20181201/subscriptions", { ...subscription, topicId: "gone" });
    expect(outcome(lost)).toBe("404 NotFound");
  });
});

describe("logging", () => {
  it("works on log groups and logs by work requests that finish", async () => {
    const groups = "/20200531/logGroups";
    const work = async (answer: Awaited<ReturnType<typeof client.get>>) => {
      expect({ status: answer.status, body: answer.json }).toEqual({ status: 202, body: undefined });
      const path = `/20200531/workRequests/${answer.headers["opc-work-request-id"]}`;
      expect((await client.get(path)).json).toMatchObject({ status: "IN_PROGRESS" });
      client.settle();
      const { status, timeFinished, resources } = (await client.get(path)).json;
      expect({ status, timeFinished }).toEqual({ status: "SUCCEEDED", timeFinished: expect.any(String) });
      expect((await client.get(`${path}/errors`)).json).toEqual({ items: [] });
      return resources[0];
    };
    const group = await work(await client.post(groups, { compartmentId, displayName: "flows" }));
    expect(group).toMatchObject({ actionType: "CREATED", entityType: "loggroup" });

    const logs = `${groups}/${group.identifier}/logs`;
    const log = await work(await client.post(logs, { displayName: "workers", logType: "SERVICE" }));
    expect((await client.get(`${logs}/${log.identifier}`)).json).toMatchObject({
      logGroupId: group.identifier,
      compartmentId,
      retentionDuration: 30,
      isEnabled: true,
    });
    expect(outcome(await client.delete(`${groups}/${group.identifier}`))).toBe("409 Conflict");
    expect((await work(await client.delete(`${logs}/${log.identifier}`))).actionType).toBe("DELETED");
    await work(await client.delete(`${groups}/${group.identifier}`));
    expect(sandbox.resources().filter(({ type }) => type.startsWith("Log"))).toEqual([]);
  });
});

describe("what keeps a tenancy in bounds", () => {
  it("has alarms, quotas, budgets with their alert rules, and how long audit events stay", async () => {
    expect(await client.made("/20180401/alarms", { displayName: "throttled" })).toMatchObject({
      pendingDuration: "PT1M",
      resolution: "1m",
    });
    expect(await client.made("/20181025/quotas", { name: "partitions", statements: [] })).toMatchObject({
      lifecycleState: "ACTIVE",
    });
    const budget = await client.made("/20190111/budgets", { amount: 100, targets: [compartmentId] });
    const rules = `/20190111/budgets/${budget.id}/alertRules`;
    expect(await client.made(rules, { threshold: 80 })).toMatchObject({ budgetId: budget.id, version: 1 });
    const audit = "/20190901/configuration?compartmentId=x";
    await client.put(audit, { retentionPeriodDays: 90 });
    expect((await client.get(audit)).json).toEqual({ retentionPeriodDays: 90 });
  });
});

describe("a bastion", () => {
  it("stands in a subnet, which stays as long as it does", async () => {
    const vcn = await client.vcn();
    const subnet = await client.made("/20160918/subnets", { vcnId: vcn.id, cidrBlock: "10.0.1.0/24" });
    const bastions = "/20210331/bastions";
    const details = { compartmentId, name: "way-in", bastionType: "standard", targetSubnetId: subnet.id };
    const { status, json, headers } = await client.post(bastions, details);
    expect(status).toBe(202);
    expect(json).toMatchObject({ targetVcnId: vcn.id, bastionType: "STANDARD", lifecycleState: "CREATING" });
    client.settle();
    const { status: work } = (await client.get(`/20210331/workRequests/${headers["opc-work-request-id"]}`))
      .json;
    expect(work).toBe("SUCCEEDED");
    expect(outcome(await client.delete(`/20160918/subnets/${subnet.id}`))).toBe("409 Conflict");
    expect(outcome(await client.delete(`${bastions}/${json.id}`))).toBe("202");
  });
});

describe("DevOps", () => {
  it("has pipelines and stages in the compartment of their project, which stays as long as they do", async () => {
    const devops = (path: string) => `/20210630/${path}`;
    const make = async (path: string, details: object, entity: string) => {
      const { status, json, headers } = await client.post(devops(path), details);
      client.settle();
      const work = await client.get(devops(`workRequests/${headers["opc-work-request-id"]}`));
      expect({ status, entity: work.json.resources[0].entityType.toLowerCase() }).toEqual({
        status: 202,
        entity,
      });
      return (await client.get(devops(`${path}/${json.id}`))).json;
    };
    const project = await make("projects", { compartmentId, name: "oke-dev" }, "project");
    const inProject = { projectId: project.id };
    const repository = await make("repositories", { ...inProject, name: "code" }, "repository");
    expect(repository).toMatchObject({ compartmentId, defaultBranch: "refs/heads/main" });
    const pipeline = await make("deployPipelines", inProject, "deploypipeline");
    const stage = (id: string) => ({
      deployPipelineId: pipeline.id,
      deployStagePredecessorCollection: { items: [{ id }] },
    });
    expect(await make("deployStages", stage(pipeline.id), "deploystage")).toMatchObject({
      ...inProject,
      compartmentId,
      lifecycleState: "ACTIVE",
    });
    expect(outcome(await client.post(devops("deployStages"), stage("nowhere")))).toBe("404 NotFound");
    expect(outcome(await client.delete(devops(`projects/${project.id}`)))).toBe("409 Conflict");
  });
});
