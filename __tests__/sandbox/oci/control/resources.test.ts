import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type OciSandbox, startOciSandbox } from "../../../../sandbox/oci/server.ts";
import { createClock } from "../signed-client.ts";
import { ControlClient, compartmentId, lifecycleMs, outcome } from "./control-client.ts";

describe("a resource of the control plane", () => {
  const clock = createClock();
  const vcns = "/20160918/vcns";
  let sandbox: OciSandbox;
  let client: ControlClient;

  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0, clock: clock.now, lifecycleMs });
    client = new ControlClient(sandbox, clock);
  });
  afterAll(() => sandbox.close());

  it("is provisioned for a while, then available, then terminated for a while, then gone", async () => {
    const before = sandbox.resources();
    const { json, status } = await client.post(vcns, { compartmentId, cidrBlock: "10.0.0.0/16" });
    const path = `${vcns}/${json.id}`;
    const state = async () => {
      const answer = await client.get(path);
      return answer.json.lifecycleState ?? outcome(answer);
    };
    expect({ status, state: json.lifecycleState }).toEqual({ status: 200, state: "PROVISIONING" });
    clock.advance(lifecycleMs - 1);
    expect(await state()).toBe("PROVISIONING");
    clock.advance(1);
    expect(await state()).toBe("AVAILABLE");
    expect(outcome(await client.delete(path))).toBe("204");
    expect(await state()).toBe("TERMINATING");
    client.settle();
    expect(await state()).toBe("404 NotFound");
    expect(sandbox.resources()).toEqual(before);
  });

  it("has a generated name, empty tags and the tenancy's tag defaults unless it is told otherwise", async () => {
    const { json } = await client.post(vcns, { compartmentId, definedTags: { Costs: { Team: "a" } } });
    expect(json).toMatchObject({
      displayName: expect.stringMatching(/^vcn2026112\d{7}$/),
      freeformTags: {},
      definedTags: { Costs: { Team: "a" }, "Oracle-Tags": { CreatedBy: "sandbox" } },
    });
  });

  it("cannot be changed or deleted while it is made or deleted", async () => {
    const { json } = await client.post(vcns, { compartmentId, cidrBlock: "10.0.0.0/16" });
    const path = `${vcns}/${json.id}`;
    expect(outcome(await client.put(path, { displayName: "other" }))).toBe("409 IncorrectState");
    expect(outcome(await client.delete(path))).toBe("409 IncorrectState");
    client.settle();
    await client.delete(path);
    expect(outcome(await client.delete(path))).toBe("409 IncorrectState");
  });

  it("keeps on update what the request does not name", async () => {
    const vcn = await client.vcn({ freeformTags: { kept: "yes" } });
    const { json } = await client.put(`${vcns}/${vcn.id}`, { displayName: "renamed" });
    expect(json).toEqual({ ...vcn, displayName: "renamed" });
  });

  it("moves to another compartment", async () => {
    const { id } = await client.vcn();
    await client.post(`${vcns}/${id}/actions/changeCompartment`, { compartmentId: "elsewhere" });
    expect((await client.get(`${vcns}/${id}`)).json.compartmentId).toBe("elsewhere");
  });

  it("refuses a change by somebody who has read an older version", async () => {
    const { id } = await client.vcn();
    const path = `${vcns}/${id}`;
    const { etag } = (await client.get(path)).headers;
    const rename = (displayName: string) =>
      client.put(path, { displayName }, { sentHeaders: { "if-match": String(etag) } });
    expect(outcome(await rename("first"))).toBe("200");
    expect(outcome(await rename("second"))).toBe("412 NoEtagMatch");
  });

  it("is made once by a request that is repeated with the same retry token", async () => {
    const sentHeaders = { "opc-retry-token": "once" };
    const first = await client.post(vcns, { compartmentId, cidrBlock: "10.0.0.0/16" }, { sentHeaders });
    const second = await client.post(vcns, { compartmentId, cidrBlock: "10.0.0.0/16" }, { sentHeaders });
    expect(second.json.id).toBe(first.json.id);
    expect(sandbox.resources().filter(({ id }) => id === first.json.id)).toHaveLength(1);
  });

  it("is listed by any of its fields, page by page", async () => {
    for (const displayName of ["a", "b", "c"]) await client.vcn({ displayName, compartmentId: "listed" });
    const names = async (query: string) => {
      const { json, headers } = await client.get(`${vcns}?compartmentId=listed${query}`);
      const list = json.map(({ displayName }: { displayName: string }) => displayName);
      return { names: list.join(""), next: headers["opc-next-page"] };
    };
    expect(await names("&displayName=b")).toEqual({ names: "b", next: undefined });
    expect(await names("&lifecycleState=TERMINATED")).toEqual({ names: "", next: undefined });
    expect(await names("&limit=2&sortBy=TIMECREATED")).toEqual({ names: "ab", next: "2" });
    expect(await names("&limit=2&page=2")).toEqual({ names: "c", next: undefined });
    expect((await client.get(`${vcns}?compartmentId=another`)).json).toEqual([]);
  });

  it("can be made to fail by the name of its operation", async () => {
    const before = sandbox.resources();
    sandbox.faults.set({ kind: "status", operation: "CreateVcn", status: 500, count: 1 });
    expect(outcome(await client.post(vcns, { compartmentId }))).toBe("500 InternalServerError");
    expect(sandbox.resources()).toEqual(before);
  });

  it("asks for a signature, as everything else does", async () => {
    expect(outcome(await client.get(vcns, { keyId: "some/body/else" }))).toBe("401 NotAuthenticated");
    expect((await fetch(sandbox.url + vcns)).status).toBe(401);
  });

  it("is changed behind Terraform's back, from a test or over HTTP", async () => {
    const { id } = await client.vcn({ freeformTags: { of: "test" } });
    sandbox.change(id, { displayName: "by a test" });
    expect((await client.get(`${vcns}/${id}`)).json.displayName).toBe("by a test");

    const url = `${sandbox.url}/sandbox/resources`;
    const change = { method: "PUT", body: JSON.stringify({ freeformTags: {} }) };
    expect((await fetch(`${url}/${id}`, change)).status).toBe(200);
    expect((await fetch(`${url}/ocid1.vcn.none`, change)).status).toBe(404);
    expect((await fetch(`${url}/${id}`, { method: "PUT", body: "[]" })).status).toBe(400);
    const listed = (await (await fetch(url)).json()) as object[];
    expect(listed).toContainEqual({
      type: "Vcn",
      id,
      name: "by a test",
      state: "AVAILABLE",
      freeformTags: {},
    });
    expect(listed).toEqual(sandbox.resources());
    expect(() => sandbox.change("ocid1.vcn.none", {})).toThrow("The resource ocid1.vcn.none does not exist.");
  });

  it("answers 501 to a call that no service here has, and remembers it", async () => {
    expect(outcome(await client.post("/20160918/drgs", { compartmentId }))).toBe("501 NotImplemented");
    expect(sandbox.unknownCalls).toEqual([{ method: "POST", path: "/20160918/drgs" }]);
  });
});
