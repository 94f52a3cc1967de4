import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type OciSandbox, startOciSandbox } from "../../../../sandbox/oci/server.ts";
import { createClock } from "../signed-client.ts";
import { ControlClient, compartmentId, lifecycleMs, outcome } from "./control-client.ts";

const core = (path: string) => `/20160918/${path}`;

describe("a virtual network", () => {
  const clock = createClock();
  let sandbox: OciSandbox;
  let client: ControlClient;

  beforeAll(async () => {
    sandbox = await startOciSandbox({ port: 0, clock: clock.now, lifecycleMs });
    client = new ControlClient(sandbox, clock);
  });
  afterAll(() => sandbox.close());

  const types = () => sandbox.resources().map(({ type }) => type);
  const subnetOf = (vcn: { id: string }, details: object = {}) =>
    client.made(core("subnets"), {
      vcnId: vcn.id,
      cidrBlock: "10.0.1.0/24",
      dnsLabel: "workers",
      ...details,
    });

  it("comes with a route table, DHCP options and a security list open for SSH, and takes them along", async () => {
    const before = types();
    const vcn = await client.vcn();
    expect(vcn).toMatchObject({ cidrBlock: "10.0.0.0/16", vcnDomainName: "net.oraclevcn.com" });
    const list = (await client.get(core(`securityLists/${vcn.defaultSecurityListId}`))).json;
    expect(list.ingressSecurityRules[0]).toEqual({
      source: "0.0.0.0/0",
      sourceType: "CIDR_BLOCK",
      protocol: "6",
      isStateless: false,
      tcpOptions: { destinationPortRange: { min: 22, max: 22 } },
    });
    const own = ["RouteTable", "SecurityList", "DhcpOptions", "Vcn"];
    expect(types()).toEqual([...before, ...own]);
    await client.delete(core(`vcns/${vcn.id}`));
    client.settle();
    expect(types()).toEqual(before);
  });

  it("gives its defaults to a subnet that names none", async () => {
    const vcn = await client.vcn();
    expect(await subnetOf(vcn, { prohibitPublicIpOnVnic: true })).toMatchObject({
      routeTableId: vcn.defaultRouteTableId,
      securityListIds: [vcn.defaultSecurityListId],
      dhcpOptionsId: vcn.defaultDhcpOptionsId,
      prohibitInternetIngress: true,
      subnetDomainName: "workers.net.oraclevcn.com",
      virtualRouterIp: "10.0.1.1",
      virtualRouterMac: expect.stringMatching(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
    });
  });

  it.each([
    ["10.1.0.0/24", "The requested CIDR 10.1.0.0/24 is not in 10.0.0.0/16."],
    ["10.0.1.128/25", "The requested CIDRs 10.0.1.0/24 and 10.0.1.128/25 overlap."],
    ["10.0.0.0/22", "The requested CIDRs 10.0.0.0/22 and 10.0.1.0/24 overlap."],
    ["10.0.2.1/24", "The requested CIDR 10.0.2.1/24 is invalid: it must be a network from /16 to /30."],
    ["10.0.2.0/31", "The requested CIDR 10.0.2.0/31 is invalid: it must be a network from /16 to /30."],
  ])("has no room for a subnet %s beside 10.0.1.0/24", async (cidrBlock, message) => {
    const vcnId = (await client.vcn()).id;
    await subnetOf({ id: vcnId });
    const answer = await client.post(core("subnets"), { compartmentId, vcnId, cidrBlock });
    expect({ status: answer.status, message: answer.json.message }).toEqual({ status: 400, message });
  });

  it("cannot go while it has a member, nor a member while another uses it", async () => {
    const before = types();
    const vcn = await client.vcn();
    const inVcn = { vcnId: vcn.id };
    const gateway = await client.made(core("natGateways"), inVcn);
    const table = await client.made(core("routeTables"), {
      ...inVcn,
      routeRules: [{ destination: "0.0.0.0/0", networkEntityId: gateway.id }],
    });
    const subnet = await subnetOf(vcn, { routeTableId: table.id });
    const inOrder = [
      `subnets/${subnet.id}`,
      `routeTables/${table.id}`,
      `natGateways/${gateway.id}`,
      `vcns/${vcn.id}`,
    ];

    const refused = await client.delete(core(`natGateways/${gateway.id}`));
    expect(refused.json.message).toBe(
      `The RouteTable ${table.id} uses the NatGateway ${gateway.id}. Remove it first.`,
    );
    for (const path of inOrder.slice(1))
      expect(outcome(await client.delete(core(path)))).toBe("409 Conflict");
    for (const path of inOrder) {
      expect(outcome(await client.delete(core(path)))).toBe("204");
      client.settle();
    }
    expect(types()).toEqual(before);
  });

  it("has no members in a network that does not exist", async () => {
    const members = [
      "subnets",
      "natGateways",
      "internetGateways",
      "serviceGateways",
      "routeTables",
      "securityLists",
    ];
    for (const path of [...members, "networkSecurityGroups", "dhcps"]) {
      const answer = await client.post(core(path), { compartmentId, vcnId: "ocid1.vcn.none", services: [] });
      expect({ path, outcome: outcome(answer) }).toEqual({ path, outcome: "404 NotFound" });
    }
  });

  it("has gateways to the internet, out of it, and to Oracle's services by their names", async () => {
    const vcnId = (await client.vcn()).id;
    const [all] = (await client.get(core("services"))).json;
    expect(await client.made(core("internetGateways"), { vcnId })).toMatchObject({ isEnabled: true });
    expect(await client.made(core("natGateways"), { vcnId })).toMatchObject({ blockTraffic: false });
    expect(
      await client.made(core("serviceGateways"), { vcnId, services: [{ serviceId: all.id }] }),
    ).toMatchObject({
      services: [{ serviceId: all.id, serviceName: "All FRA Services In Oracle Services Network" }],
    });
  });

  it("adds, changes, lists and removes the rules of a security group, at most 120", async () => {
    const vcnId = (await client.vcn()).id;
    const path = core(
      `networkSecurityGroups/${(await client.made(core("networkSecurityGroups"), { vcnId })).id}`,
    );
    const act = (action: string, body: object) => client.post(`${path}/actions/${action}`, body);
    const listed = async (direction: string) =>
      (await client.get(`${path}/securityRules?direction=${direction}`)).json;

    const { securityRules } = (
      await act("addSecurityRules", {
        securityRules: [
          { direction: "INGRESS", protocol: "6", source: "10.0.0.0/8" },
          { direction: "EGRESS", protocol: "all", destination: "0.0.0.0/0" },
        ],
      })
    ).json;
    const [ingress] = securityRules;
    expect(ingress).toMatchObject({ isValid: true, isStateless: false, sourceType: "CIDR_BLOCK" });
    await act("updateSecurityRules", { securityRules: [{ ...ingress, protocol: "17" }] });
    expect(await listed("INGRESS")).toEqual([{ ...ingress, protocol: "17" }]);
    expect(outcome(await act("removeSecurityRules", { securityRuleIds: [ingress.id] }))).toBe("204");
    expect(await listed("INGRESS")).toEqual([]);
    expect(await listed("EGRESS")).toHaveLength(1);

    const rule = { direction: "INGRESS", protocol: "6", source: "10.0.0.0/8" };
    const tooMany = await act("addSecurityRules", { securityRules: Array.from({ length: 120 }, () => rule) });
    expect(outcome(tooMany)).toBe("400 InvalidParameter");
    expect((await client.get(path)).json).not.toHaveProperty("securityRules");
  });
});
