import { describe, expect, it } from "@jest/globals";
import { Bastion } from "../../../constructs/oci/bastion.ts";
import { FlowLogs } from "../../../constructs/oci/flow-logs.ts";
import { compartmentId, freeformTags, network, Synthesized } from "./synthesized.ts";

const cidrs = {
  vcn: "10.0.0.0/16",
  endpoint: "10.0.0.0/28",
  workers: "10.0.1.0/24",
  pods: "10.0.64.0/18",
  loadBalancers: "10.0.2.0/24",
  bastion: "10.0.0.16/29",
};

const made = new Synthesized((stack) => {
  new Bastion(stack, "bastion", {
    compartmentId,
    name: "oke-prod",
    network: network(stack, { cidrs, endpointPublic: false, allowedCidrs: [] }),
    cidr: cidrs.bastion,
    endpointCidr: cidrs.endpoint,
    allowedCidrs: ["203.0.113.0/24"],
    freeformTags,
  });
});

describe("Bastion", () => {
  const bastion = made.only("oci_bastion_bastion");

  it("is opened from the networks on its list only, for three hours at most", () => {
    expect(bastion).toMatchObject({
      bastion_type: "STANDARD",
      client_cidr_block_allow_list: ["203.0.113.0/24"],
      max_session_ttl_in_seconds: 10800,
    });
  });

  it("forwards by SOCKS5, for which Oracle wants its DNS proxy on", () => {
    expect(bastion.dns_proxy_status).toBe("ENABLED");
  });

  it("has a name of letters and digits, which are all that Oracle takes", () => {
    expect(bastion.name).toBe("okeprod");
  });

  it("reaches the Kubernetes API and nothing else, from a subnet that nothing reaches", () => {
    const rules = made.only("oci_core_security_list");
    expect(rules).not.toHaveProperty("ingress_security_rules");
    expect(rules.egress_security_rules).toEqual([
      {
        description: "To the Kubernetes API, and nowhere else",
        destination: "10.0.0.0/28",
        protocol: "6",
        tcp_options: { max: 6443, min: 6443 },
      },
    ]);
    expect(made.all("oci_core_subnet")).toContainEqual(
      expect.objectContaining({
        cidr_block: "10.0.0.16/29",
        prohibit_public_ip_on_vnic: true,
        security_list_ids: [expect.stringContaining("oci_core_security_list.bastion_security-list")],
      }),
    );
  });

  it("is let in by the endpoint's security group, by the address of its subnet", () => {
    const fromOutside = made
      .all("oci_core_network_security_group_security_rule")
      .filter((rule) => rule.direction === "INGRESS" && rule.source_type === "CIDR_BLOCK")
      .filter((rule) => String(rule.network_security_group_id).includes("endpoint"));
    expect(fromOutside).toEqual([
      expect.objectContaining({
        source: "10.0.0.16/29",
        protocol: "6",
        tcp_options: { destination_port_range: { max: 6443, min: 6443 } },
      }),
    ]);
  });
});

describe("FlowLogs", () => {
  const logged = new Synthesized((stack) => {
    const { subnetIds } = network(stack);
    new FlowLogs(stack, "flow-logs", {
      compartmentId,
      name: "oke-prod",
      subnets: subnetIds,
      retentionDays: 90,
      freeformTags,
    });
  });

  it("keep every connection of every subnet for as long as they are told", () => {
    const logs = logged.all("oci_logging_log");
    expect(logs.map(({ display_name }) => display_name)).toEqual([
      "oke-prod-endpoint",
      "oke-prod-load-balancers",
      "oke-prod-pods",
      "oke-prod-workers",
    ]);
    for (const log of logs) {
      expect(log).toMatchObject({
        is_enabled: true,
        retention_duration: 90,
        configuration: {
          source: {
            category: "all",
            service: "flowlogs",
            source_type: "OCISERVICE",
            resource: expect.stringMatching(/^\$\{oci_core_subnet\..+\.id\}$/),
          },
        },
      });
    }
  });
});
