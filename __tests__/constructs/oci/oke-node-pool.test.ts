import { describe, expect, it } from "@jest/globals";
import { TerraformVariable } from "cdktf";
import { OkeNodePool, type OkeNodePoolProps } from "../../../constructs/oci/oke-node-pool.ts";
import { clusterIn, compartmentId, freeformTags, network, Synthesized } from "./synthesized.ts";

const image = "Oracle-Linux-9.7-2026.06.15-0-OKE-1.36.1-1505";

function pool(props: Partial<OkeNodePoolProps> = {}): Synthesized {
  return new Synthesized((stack) => {
    const inNetwork = network(stack);
    new OkeNodePool(stack, "workers", {
      compartmentId,
      name: "workers",
      cluster: clusterIn(stack, inNetwork),
      network: inNetwork,
      kubernetesVersion: "1.36.1",
      image,
      shape: "VM.Standard.E5.Flex",
      ocpus: 2,
      memoryGb: 16,
      size: 2,
      freeformTags,
      ...props,
    });
  });
}

const resourceOf = (synthesized: Synthesized) => synthesized.only("oci_containerengine_node_pool");
const imageOf = (synthesized: Synthesized) => resourceOf(synthesized).node_source_details;

describe("OkeNodePool", () => {
  const resource = resourceOf(pool());

  it("spreads workers over every availability domain, and over fault domains where there is only one", () => {
    expect(resource.node_config_details).toMatchObject({
      dynamic: {
        placement_configs: {
          for_each: expect.stringContaining("data.oci_identity_availability_domains."),
          content: {
            availability_domain: expect.stringMatching(/\.name\}$/),
            fault_domains: ["FAULT-DOMAIN-1", "FAULT-DOMAIN-2", "FAULT-DOMAIN-3"],
            subnet_id: expect.stringContaining("workers-subnet"),
          },
        },
      },
    });
  });

  it("gives pods addresses of their own subnet, behind their own security group", () => {
    expect(resource.node_config_details).toMatchObject({
      nsg_ids: [expect.stringContaining("security-groups_workers")],
      node_pool_pod_network_option_details: {
        cni_type: "OCI_VCN_IP_NATIVE",
        pod_nsg_ids: [expect.stringContaining("security-groups_pods")],
        pod_subnet_ids: [expect.stringContaining("pods-subnet")],
      },
    });
  });

  it("pins the image: the name alone decides which OCID it is", () => {
    expect(imageOf(pool())).toMatchObject({
      image_id: expect.stringMatching(new RegExp(`^\\$\\{zipmap\\(.+\\)\\["${image}"\\]\\}$`)),
    });
  });

  it("looks the image up without the cluster, so that the first plan can refuse it", () => {
    const lookup = pool().onlyData("oci_containerengine_node_pool_option");
    expect(JSON.stringify(lookup)).not.toContain("oci_containerengine_cluster.");
    expect(lookup.lifecycle).toEqual({
      postcondition: [
        {
          condition: `\${contains(self.sources[*].source_name, "${image}")}`,
          error_message:
            `stack/workers: image must be one that OKE still offers, got "${image}". ` +
            "Choose a newer name, or keep this image by giving its OCID.",
        },
      ],
    });
  });

  it("takes an OCID as it is and looks nothing up", () => {
    const pinned = pool({ image: "ocid1.image.oc1.eu-frankfurt-1.aaaa" });
    expect(imageOf(pinned)).toMatchObject({ image_id: "ocid1.image.oc1.eu-frankfurt-1.aaaa" });
    expect(() => pinned.onlyData("oci_containerengine_node_pool_option")).toThrow();
  });

  it("takes an image from a Terraform variable", () => {
    const synthesized = new Synthesized((stack) => {
      const inNetwork = network(stack);
      const variable = new TerraformVariable(stack, "worker-image", { type: "string" });
      new OkeNodePool(stack, "workers", {
        compartmentId,
        name: "workers",
        cluster: clusterIn(stack, inNetwork),
        network: inNetwork,
        kubernetesVersion: "1.36.1",
        image: variable.stringValue,
        shape: "VM.Standard.E5.Flex",
        ocpus: 2,
        memoryGb: 16,
        size: 2,
        freeformTags,
      });
    });
    expect(imageOf(synthesized)).toMatchObject({ image_id: `\${var.worker-image}` });
  });

  it("refuses an image that was made for another Kubernetes", () => {
    expect(() => pool({ kubernetesVersion: "1.35.2" })).toThrow(
      new Error(
        `stack/workers: image must be made for Kubernetes 1.35.2, got "${image}". ` +
          'Choose one whose name has "-OKE-1.35.2-" in it.',
      ),
    );
  });

  it("switches the legacy metadata endpoint off and encrypts volumes in transit", () => {
    expect(resource.node_metadata).toEqual({ areLegacyImdsEndpointsDisabled: "true" });
    expect(resource.node_config_details).toMatchObject({ is_pv_encryption_in_transit_enabled: true });
  });

  it("waits an hour for pods to leave and then goes on, so that a destroy always ends", () => {
    expect(resource.node_eviction_node_pool_settings).toEqual({
      eviction_grace_duration: "PT60M",
      is_force_action_after_grace_duration: true,
      is_force_delete_after_grace_duration: true,
    });
  });

  it("has the smallest boot volume unless told", () => {
    expect(imageOf(pool())).toMatchObject({ boot_volume_size_in_gbs: "50" });
    expect(imageOf(pool({ bootVolumeGb: 100 }))).toMatchObject({ boot_volume_size_in_gbs: "100" });
  });

  it("labels workers from their start", () => {
    expect(resourceOf(pool({ labels: { "millrace.dev/pool": "apps" } })).initial_node_labels).toEqual([
      { key: "millrace.dev/pool", value: "apps" },
    ]);
  });

  it("tags the machines too, and ignores tags that the tenancy adds to them", () => {
    expect(resource.node_config_details).toMatchObject({ freeform_tags: freeformTags });
    expect(resource.lifecycle).toEqual({
      ignore_changes: ["defined_tags", "node_config_details[0].defined_tags"],
    });
  });

  const placement = (props: Partial<OkeNodePoolProps>) => {
    const { dynamic } = resourceOf(pool(props)).node_config_details as { dynamic?: unknown };
    return (dynamic as { placement_configs: { content: unknown } }).placement_configs.content;
  };

  it("keeps to the availability and fault domains that it is given", () => {
    const chosen = { availabilityDomains: [1, 3], faultDomains: [2] };
    expect(pool(chosen).onlyData("oci_identity_availability_domains").filter).toEqual([
      { name: "name", regex: true, values: ["-AD-(1|3)$"] },
    ]);
    expect(placement(chosen)).toMatchObject({ fault_domains: ["FAULT-DOMAIN-2"] });
    expect(pool().onlyData("oci_identity_availability_domains")).not.toHaveProperty("filter");
  });

  it("takes machines on demand unless told that they may be taken away", () => {
    expect(placement({})).not.toHaveProperty("preemptible_node_config");
    expect(placement({ capacity: "preemptible" })).toMatchObject({
      preemptible_node_config: [
        { preemption_action: [{ type: "TERMINATE", is_preserve_boot_volume: false }] },
      ],
    });
  });

  it("encrypts boot volumes with the customer's key when there is one", () => {
    expect(resource.node_config_details).not.toHaveProperty("kms_key_id");
    expect(resourceOf(pool({ kmsKeyId: "ocid1.key.oc1..a" })).node_config_details).toMatchObject({
      kms_key_id: "ocid1.key.oc1..a",
    });
  });

  it("replaces workers one by one after an upgrade when told how many may be missing", () => {
    expect(resource).not.toHaveProperty("node_pool_cycling_details");
    const cycling = { maximumSurge: 1, maximumUnavailable: 0 };
    expect(resourceOf(pool({ cycling })).node_pool_cycling_details).toEqual({
      is_node_cycling_enabled: true,
      maximum_surge: "1",
      maximum_unavailable: "0",
    });
  });

  it("leaves the size to the autoscaler once the pool exists", () => {
    const scaled = resourceOf(pool({ autoscaled: true, size: 3 }));
    expect(scaled.node_config_details).toMatchObject({ size: 3 });
    expect(scaled.lifecycle).toEqual({
      ignore_changes: ["defined_tags", "node_config_details[0].defined_tags", "node_config_details[0].size"],
    });
  });

  it("lets the kubelet register its taints when a worker starts", () => {
    const tainted = pool({
      taints: [
        { key: "millrace.dev/pool", value: "batch", effect: "NoSchedule" },
        { key: "team", effect: "PreferNoSchedule" },
      ],
    });
    const { user_data, areLegacyImdsEndpointsDisabled } = resourceOf(tainted).node_metadata as Record<
      string,
      string
    >;
    expect(areLegacyImdsEndpointsDisabled).toBe("true");
    expect(Buffer.from(String(user_data), "base64").toString()).toContain(
      '--kubelet-extra-args "--register-with-taints=millrace.dev/pool=batch:NoSchedule,team=:PreferNoSchedule"',
    );
  });

  it("refuses a taint that the worker's shell would run", () => {
    expect(() => pool({ taints: [{ key: "team", value: "$(reboot)", effect: "NoSchedule" }] })).toThrow(
      new Error(
        'stack/workers: taints must be letters, digits, "-", "_", "." and "/", got "team=$(reboot)". ' +
          "Write them as Kubernetes does.",
      ),
    );
  });
});
