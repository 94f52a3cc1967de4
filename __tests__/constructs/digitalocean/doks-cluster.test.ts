import { KubernetesCluster } from "@cdktf/provider-digitalocean/lib/kubernetes-cluster/index.js";
import { Vpc } from "@cdktf/provider-digitalocean/lib/vpc/index.js";
import { describe, expect, it } from "@jest/globals";
import { TerraformOutput, TerraformStack, Testing } from "cdktf";
import { synthesizedStack } from "../../support/synthesized.ts";
import { doksCluster, tags } from "./doks.ts";

const { stack } = doksCluster();
const resource = stack.resource(KubernetesCluster);

describe("DoksCluster", () => {
  it("is of the very version that it is given, whatever DigitalOcean has newer", () => {
    expect(resource).toMatchObject({ version: "1.36.0-do.0", auto_upgrade: false, surge_upgrade: true });
  });

  it("is in its own network, with the addresses that it is given", () => {
    expect(resource).toMatchObject({
      vpc_uuid: expect.stringMatching(/^\$\{digitalocean_vpc\.network_/),
      cluster_subnet: "10.100.0.0/16",
      service_subnet: "10.101.0.0/19",
    });
    expect(stack.resource(Vpc)).toMatchObject({ ip_range: "10.16.0.0/20", timeouts: { delete: "15m" } });
  });

  it("lets nobody reach its API but the networks that it is given", () => {
    expect(resource.control_plane_firewall).toEqual({ enabled: true, allowed_addresses: ["203.0.113.0/24"] });
  });

  it("takes load balancers and volumes with it when it goes", () => {
    expect(resource.destroy_all_associated_resources).toBe(true);
  });

  it("leaves no credential in the state that is good for longer than five minutes", () => {
    expect(resource.kubeconfig_expire_seconds).toBe(300);
  });

  it("hands on how to get a credential, and none", () => {
    const { credentialArguments, caCertificate } = doksCluster().cluster;
    const other = new TerraformStack(Testing.app(), "outputs");
    new TerraformOutput(other, "handed-on", { value: [...credentialArguments, caCertificate] });
    const address = expect.stringMatching(/^\$\{digitalocean_kubernetes_cluster\.cluster_\w+\.id\}$/);

    expect(synthesizedStack(other).document.output?.["handed-on"]?.value).toEqual([
      "doks",
      address,
      expect.stringMatching(/^\$\{base64decode\(.+kube_config\[0\]\.cluster_ca_certificate\)\}$/),
    ]);
    expect(JSON.stringify(stack.document)).not.toMatch(/kube_config\[0\]\.(token|raw_config)/);
  });

  it("has one control plane unless told that it must survive the loss of a machine", () => {
    expect(resource.ha).toBe(false);
    expect(doksCluster({ highlyAvailable: true }).stack.resource(KubernetesCluster).ha).toBe(true);
  });

  it("tags itself and the machines of its pool", () => {
    expect(resource).toMatchObject({ tags, node_pool: { tags } });
  });

  it("pulls from the account's registry", () => {
    expect(resource.registry_integration).toBe(false);
    const integrated = doksCluster({ registry: "millrace-do" }).stack;

    expect(integrated.resource(KubernetesCluster).registry_integration).toBe(true);
  });

  it("leaves the size of an autoscaled default pool to the autoscaler", () => {
    expect(resource).not.toHaveProperty("lifecycle");
    const defaultPool = { name: "workers", size: "s-2vcpu-4gb", nodes: { minimum: 2, maximum: 5 } };

    expect(doksCluster({ defaultPool }).stack.resource(KubernetesCluster)).toMatchObject({
      node_pool: { auto_scale: true, min_nodes: 2, max_nodes: 5, node_count: 2 },
      lifecycle: { ignore_changes: ["node_pool[0].node_count"] },
    });
  });
});
