import { describe, expect, it } from "@jest/globals";
import { ClusterAutoscaler } from "../../../constructs/oci/cluster-autoscaler.ts";
import { SignedImagesPolicy } from "../../../constructs/oci/signed-images-policy.ts";
import { compartmentId, freeformTags, Synthesized } from "./synthesized.ts";

const clusterId = "ocid1.cluster.oc1..c";
const common = { compartmentId, clusterId, freeformTags };

const made = new Synthesized((stack) => {
  new ClusterAutoscaler(stack, "autoscaler", {
    ...common,
    name: "oke-prod-autoscaler",
    pools: [
      { nodePoolId: "ocid1.nodepool.oc1..a", minimum: 3, maximum: 9 },
      { nodePoolId: "ocid1.nodepool.oc1..b", minimum: 0, maximum: 4 },
    ],
  });
});

function statementsOf(synthesized: Synthesized): readonly string[] {
  return synthesized.only("oci_identity_policy").statements as string[];
}

const who =
  "request.principal.type = 'workload', request.principal.namespace = 'kube-system', " +
  `request.principal.service_account = 'cluster-autoscaler', request.principal.cluster_id = '${clusterId}'`;

describe("ClusterAutoscaler", () => {
  it("is Oracle's add-on, which stays within the limits of each pool", () => {
    expect(made.only("oci_containerengine_addon")).toMatchObject({
      addon_name: "ClusterAutoscaler",
      cluster_id: clusterId,
      remove_addon_resources_on_delete: true,
      configurations: expect.arrayContaining([
        { key: "nodes", value: "3:9:ocid1.nodepool.oc1..a, 0:4:ocid1.nodepool.oc1..b" },
      ]),
    });
  });

  it("proves who it is by workload identity, so that the workers need no rights", () => {
    expect(made.only("oci_containerengine_addon").configurations).toContainEqual({
      key: "authType",
      value: "workload",
    });
  });

  it("starts after its policy", () => {
    expect(made.only("oci_containerengine_addon").depends_on).toEqual([
      expect.stringMatching(/^oci_identity_policy\./),
    ]);
  });

  // https://docs.oracle.com/iaas/Content/Identity/Reference/contengpolicyreference.htm
  it.each([
    ["know the size of the pools", "read cluster-node-pools", ""],
    [
      "change the size of a pool and remove one worker, but make and delete no pool",
      "manage cluster-node-pools",
      ", any {request.operation = 'UpdateNodePool', request.operation = 'DeleteNode'}",
    ],
    ["let OKE start and stop machines in its name", "manage instance-family", ""],
    ["let OKE place a machine in the subnet of the workers", "use subnets", ""],
    ["let OKE look up that subnet and its VCN", "read virtual-network-family", ""],
    ["let OKE attach a machine to that subnet", "use vnics", ""],
    ["let OKE find the compartment of the pool", "inspect compartments", ""],
  ])("may %s", (_why, what, more) => {
    expect(statementsOf(made)).toContain(
      `Allow any-user to ${what} in compartment id ${compartmentId} where all {${who}${more}}`,
    );
  });

  it("may do nothing else", () => {
    expect(statementsOf(made)).toHaveLength(7);
  });
});

describe("SignedImagesPolicy", () => {
  const policy = new Synthesized((stack) => {
    new SignedImagesPolicy(stack, "signed-images", {
      ...common,
      name: "oke-prod-signed-images",
      keyId: "ocid1.key.oc1..k",
    });
  });

  it("lets one cluster use one key, to check signatures", () => {
    expect(statementsOf(policy)[0]).toBe(
      `Allow any-user to use keys in compartment id ${compartmentId} where all {request.user.id = '${clusterId}', target.key.id = 'ocid1.key.oc1..k'}`,
    );
  });

  it("lets that cluster read repositories, where the signatures are", () => {
    expect(statementsOf(policy).slice(1)).toEqual([
      `Allow any-user to read repos in compartment id ${compartmentId} where request.user.id = '${clusterId}'`,
    ]);
  });
});
