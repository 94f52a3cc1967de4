import { describe, expect, it } from "@jest/globals";
import { type Block, network, Synthesized } from "./synthesized.ts";

const oke = new Synthesized(network);

/** Display name of the network security group that a rule belongs to or points at, or the address as it is. */
function named(text: unknown): string {
  const id = /oci_core_network_security_group\.network_security-groups_(.+)_[0-9A-F]{8}\.id/.exec(
    String(text),
  );
  return id?.[1] ?? String(text);
}

const rules = oke.all("oci_core_network_security_group_security_rule");

function ingress(role: string): readonly Block[] {
  return rules.filter(
    (rule) => rule.direction === "INGRESS" && named(rule.network_security_group_id) === role,
  );
}

const port = (min: number, max = min) => ({ destination_port_range: { max, min } });

describe("OkeNetwork", () => {
  it("lets only the allow-listed networks, workers and pods reach the API endpoint", () => {
    const sources = ingress("endpoint")
      .filter((rule) => JSON.stringify(rule.tcp_options) === JSON.stringify(port(6443)))
      .map((rule) => named(rule.source));
    expect(sources.sort()).toEqual(["198.51.100.7/32", "203.0.113.0/24", "pods", "workers"]);
  });

  it("opens the API endpoint to nobody outside when the allow-list is empty", () => {
    const closed = new Synthesized((stack) => network(stack, { allowedCidrs: [] }));
    const types = closed
      .all("oci_core_network_security_group_security_rule")
      .filter((rule) => rule.direction === "INGRESS" && named(rule.network_security_group_id) === "endpoint")
      .map((rule) => rule.source_type);
    expect(new Set(types)).toEqual(new Set(["NETWORK_SECURITY_GROUP"]));
  });

  it.each(["workers", "pods"])(
    "lets %s reach the control plane on 12250, also for workload identity",
    (role) => {
      const found = ingress("endpoint").filter((rule) => named(rule.source) === role);
      expect(found.map((rule) => rule.tcp_options)).toContainEqual(port(12250));
    },
  );

  it("lets the internet reach nothing but ports 80 and 443 of the load balancers", () => {
    const open = rules
      .filter((rule) => rule.source === "0.0.0.0/0" && rule.protocol !== "1")
      .map((rule) => [named(rule.network_security_group_id), rule.protocol, rule.tcp_options]);
    expect(open).toHaveLength(2);
    expect(open).toEqual(
      expect.arrayContaining([
        ["load-balancers", "6", port(80)],
        ["load-balancers", "6", port(443)],
      ]),
    );
  });

  it("lets load balancers reach only NodePorts and the health of kube-proxy", () => {
    const found = rules.filter((rule) => named(rule.source) === "load-balancers");
    expect(found.map((rule) => named(rule.network_security_group_id))).toEqual(["workers", "workers"]);
    expect(found.map((rule) => rule.tcp_options)).toEqual([port(10256), port(30000, 32767)]);
  });

  it("gives every connection between two roles a rule at both ends", () => {
    const ends = (direction: string, near: string, far: string) =>
      rules
        .filter((rule) => rule.direction === direction && String(rule[far]).includes("security_group"))
        .map((rule) =>
          [
            named(direction === "EGRESS" ? rule[near] : rule[far]),
            named(direction === "EGRESS" ? rule[far] : rule[near]),
            rule.protocol,
            JSON.stringify(rule.tcp_options),
          ].join(" "),
        )
        .sort();
    const sent = ends("EGRESS", "network_security_group_id", "destination");
    expect(sent).toHaveLength(13);
    expect(ends("INGRESS", "network_security_group_id", "source")).toEqual(sent);
  });

  it("passes only the ICMP message that path discovery needs", () => {
    const icmp = rules.filter((rule) => rule.protocol === "1");
    expect(icmp.length).toBeGreaterThan(0);
    for (const rule of icmp) expect(rule.icmp_options).toEqual({ code: 4, type: 3 });
  });

  it("reaches Oracle's services from the endpoint, workers and pods by the service gateway's name", () => {
    const found = rules.filter(
      (rule) => rule.destination_type === "SERVICE_CIDR_BLOCK" && rule.protocol === "6",
    );
    expect(found.map((rule) => named(rule.network_security_group_id))).toEqual([
      "endpoint",
      "pods",
      "workers",
    ]);
  });

  it("describes every rule, within Oracle's 255 characters, and no two of a group alike", () => {
    for (const rule of rules) {
      expect(rule.description).toMatch(/^\S.{9,254}$/);
    }
    const seen = rules.map((rule) =>
      [
        rule.network_security_group_id,
        rule.direction,
        rule.source ?? rule.destination,
        rule.description,
      ].join(" "),
    );
    expect(new Set(seen).size).toBe(rules.length);
  });

  it("leaves the decision to the security groups: every subnet has the emptied default list alone", () => {
    const list = oke.only("oci_core_default_security_list");
    expect(list).not.toHaveProperty("ingress_security_rules");
    expect(list).not.toHaveProperty("egress_security_rules");
    for (const subnet of oke.all("oci_core_subnet")) {
      expect(subnet.security_list_ids).toEqual([
        expect.stringMatching(/^\$\{oci_core_default_security_list\.[^}]+\.id\}$/),
      ]);
    }
  });

  const open = (synthesized: Synthesized) =>
    synthesized
      .all("oci_core_subnet")
      .filter((subnet) => subnet.prohibit_public_ip_on_vnic === false)
      .map((subnet) => [subnet.display_name, /public-routes/.test(String(subnet.route_table_id))]);

  it("keeps workers and pods off the internet's addresses", () => {
    expect(open(oke)).toEqual([
      ["oke-dev-endpoint", true],
      ["oke-dev-load-balancers", true],
    ]);
  });

  it("hides the API endpoint behind NAT when it is not public", () => {
    expect(open(new Synthesized((stack) => network(stack, { endpointPublic: false })))).toEqual([
      ["oke-dev-load-balancers", true],
    ]);
  });

  it("never mixes the internet gateway and the service gateway in one route table", () => {
    const targets = oke
      .all("oci_core_route_table")
      .map((table) =>
        [...JSON.stringify(table.route_rules).matchAll(/oci_core_(\w+_gateway)/g)].map(([, kind]) => kind),
      );
    expect(targets).toEqual([["nat_gateway", "service_gateway"], ["internet_gateway"]]);
  });

  it("makes a DNS label of the name as Oracle wants it", () => {
    const label = (name: string) =>
      new Synthesized((stack) => network(stack, { name })).only("oci_core_vcn").dns_label;
    expect(label("oke-dev")).toBe("okedev");
    expect(label("2-Big-Environment-Names")).toBe("bigenvironmentn");
  });
});
