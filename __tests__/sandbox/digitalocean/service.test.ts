import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { terraformVariables } from "../../../sandbox/digitalocean/terraform.ts";
import { Client } from "./client.ts";

let client: Client;
beforeEach(async () => {
  client = await Client.start();
});
afterEach(() => client.sandbox.close());

describe("the DigitalOcean sandbox", () => {
  it("lets nobody in without its token", async () => {
    expect(await client.call("GET", "vpcs", undefined, "dop_v1_other")).toMatchObject({
      status: 401,
      json: { id: "unauthorized", message: "Unable to authenticate you" },
    });
  });

  it("tells with every answer how many requests are left", async () => {
    const left = async () => Number((await client.get("vpcs")).headers.get("ratelimit-remaining"));
    expect([await left(), await left()]).toEqual([4999, 4998]);
  });

  it("answers 429 with the time to wait while it is throttled", async () => {
    client.sandbox.faults.set({ kind: "throttle", count: 1, milliseconds: 2000 });
    const { status, headers, json } = await client.get("vpcs");
    expect({ status, id: json.id }).toEqual({ status: 429, id: "too_many_requests" });
    expect(headers.get("retry-after")).toBe("2");
    expect(headers.get("ratelimit-remaining")).toBe("0");
    expect((await client.get("vpcs")).status).toBe(200);
  });

  it("does the work and cuts the connection when told to drop, and names its operations", async () => {
    client.sandbox.faults.set({ kind: "drop", operation: "CreateVPC", count: 1 });
    await expect(client.vpc("main")).rejects.toThrow("fetch failed");
    expect(client.sandbox.resources()).toMatchObject([{ type: "vpc", name: "main" }]);
    expect(() => client.sandbox.faults.set({ kind: "drop", operation: "CreateVcn" })).toThrow(
      /operation is unknown, got "CreateVcn"/,
    );
  });

  it("answers 501 to a call that it does not know, and lists it", async () => {
    expect(await client.get("droplets")).toMatchObject({ status: 501, json: { id: "not_implemented" } });
    const listed = await fetch(`${client.sandbox.url}/sandbox/unknown-calls`);
    expect(await listed.json()).toEqual([{ method: "GET", path: "/v2/droplets" }]);
  });

  it("has a resource changed behind everybody's back, over HTTP too", async () => {
    const id = await client.vpc("main");
    const path = `${client.sandbox.url}/sandbox/resources/${id}`;
    expect((await fetch(path, { method: "PUT", body: '{"description": "by hand"}' })).status).toBe(200);
    expect((await client.get(`vpcs/${id}`)).json.vpc.description).toBe("by hand");
    expect(() => client.sandbox.change("nobody", {})).toThrow("could not be found");
  });

  it("hands lists out in pages", async () => {
    const first = await client.get("vpcs?per_page=8");
    expect(first.json.vpcs).toHaveLength(8);
    expect(first.json.links.pages.next).toContain("page=2");
    const last = await client.get("vpcs?per_page=8&page=2");
    expect(last.json.vpcs).toHaveLength(first.json.meta.total - 8);
    expect(last.json.links.pages.next).toBeUndefined();
  });

  it("leads Terraform's plugin to itself, without repeating calls", () => {
    const { url, token } = client.sandbox;
    expect(terraformVariables(client.sandbox)).toEqual({
      DIGITALOCEAN_API_URL: url,
      DIGITALOCEAN_TOKEN: token,
      DIGITALOCEAN_HTTP_RETRY_MAX: "0",
    });
  });
});
