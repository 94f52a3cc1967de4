import { describe, expect, it } from "@jest/globals";
import { TerraformOutput } from "cdktf";
import { OkeCluster } from "../../../constructs/oci/oke-cluster.ts";
import { cluster, compartmentId, freeformTags, network, Synthesized } from "./synthesized.ts";

describe("OkeCluster", () => {
  const oke = new Synthesized(cluster);
  const resource = oke.only("oci_containerengine_cluster");

  it("is enhanced, because workload identity works on no other", () => {
    expect(resource.type).toBe("ENHANCED_CLUSTER");
  });

  it("gives pods addresses of the VCN", () => {
    expect(resource.cluster_pod_network_options).toEqual([{ cni_type: "OCI_VCN_IP_NATIVE" }]);
  });

  it("writes the version as Oracle does", () => {
    expect(resource.kubernetes_version).toBe("v1.36.1");
  });

  it("guards its endpoint by the endpoint's security group", () => {
    expect(resource.endpoint_config).toEqual({
      is_public_ip_enabled: true,
      nsg_ids: [expect.stringContaining("security-groups_endpoint")],
      subnet_id: expect.stringContaining("endpoint-subnet"),
    });
  });

  it("is made after all security rules and gone before any, so that a destroy can drain its workers", () => {
    const rules = oke.all("oci_core_network_security_group_security_rule");
    expect(rules.length).toBeGreaterThan(40);
    const waits = resource.depends_on as string[];
    expect(new Set(waits).size).toBe(rules.length);
    for (const wait of waits) expect(wait).toMatch(/^oci_core_network_security_group_security_rule\./);
  });

  it("has a private endpoint, and asks for the kubeconfig of it, where the network is not public", () => {
    const hidden = new Synthesized((stack) => cluster(stack, { endpointPublic: false }));
    expect(hidden.only("oci_containerengine_cluster").endpoint_config).toMatchObject({
      is_public_ip_enabled: false,
    });
    expect(hidden.onlyData("oci_containerengine_cluster_kube_config").endpoint).toBe("PRIVATE_ENDPOINT");
  });

  it("tags what Kubernetes makes on its own: load balancers and volumes", () => {
    expect(resource.options).toMatchObject({
      persistent_volume_config: { freeform_tags: freeformTags },
      service_lb_config: { freeform_tags: freeformTags },
    });
  });

  it("leaves the addresses of Services to OKE unless told", () => {
    expect(resource.options).not.toHaveProperty("kubernetes_network_config");
    const chosen = new Synthesized((stack) => {
      new OkeCluster(stack, "cluster", {
        compartmentId,
        region: "eu-frankfurt-1",
        name: "oke-dev",
        kubernetesVersion: "1.36.1",
        network: network(stack),
        servicesCidr: "172.20.0.0/16",
        freeformTags,
      });
    });
    expect(chosen.only("oci_containerengine_cluster").options).toMatchObject({
      kubernetes_network_config: { services_cidr: "172.20.0.0/16" },
    });
  });

  it("encrypts Secrets with the customer's key, and asks for signed images, when told", () => {
    expect(resource).not.toHaveProperty("kms_key_id");
    expect(resource).not.toHaveProperty("image_policy_config");
    const strict = new Synthesized((stack) => {
      new OkeCluster(stack, "cluster", {
        compartmentId,
        region: "eu-frankfurt-1",
        name: "oke-dev",
        kubernetesVersion: "1.36.1",
        network: network(stack),
        kmsKeyId: "ocid1.key.oc1..secrets",
        imageSigningKeyId: "ocid1.key.oc1..signatures",
        freeformTags,
      });
    });
    expect(strict.only("oci_containerengine_cluster")).toMatchObject({
      kms_key_id: "ocid1.key.oc1..secrets",
      image_policy_config: {
        is_policy_enabled: true,
        key_details: [{ kms_key_id: "ocid1.key.oc1..signatures" }],
      },
    });
  });

  it("reads only the kind of kubeconfig that has a command in it instead of a token", () => {
    expect(oke.onlyData("oci_containerengine_cluster_kube_config")).toMatchObject({
      endpoint: "PUBLIC_ENDPOINT",
      token_version: "2.0.0",
    });
  });

  it("hands on its address, its certificate as PEM, and how to get a credential", () => {
    const outputs = new Synthesized((stack) => {
      const { endpoint, caCertificate, credentialArguments } = cluster(stack);
      new TerraformOutput(stack, "out", { value: { endpoint, caCertificate, credentialArguments } });
    });
    const { caCertificate, credentialArguments, endpoint } = outputs.output("out") as Record<string, unknown>;
    expect(endpoint).toMatch(/^\$\{yamldecode\(data\..+\.content\)\.clusters\.0\.cluster\.server\}$/);
    expect(caCertificate).toMatch(/^\$\{base64decode\(yamldecode\(.+\["certificate-authority-data"\]\)\}$/);
    expect(credentialArguments).toEqual([
      "oke",
      expect.stringMatching(/^\$\{oci_containerengine_cluster\.[^}]+\.id\}$/),
      "eu-frankfurt-1",
    ]);
  });
});
