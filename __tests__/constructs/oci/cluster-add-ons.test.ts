import { describe, expect, it } from "@jest/globals";
import { ClusterAddOns, type ClusterAddOnsProps } from "../../../constructs/oci/cluster-add-ons.ts";
import { Synthesized } from "./synthesized.ts";

const workers = { fqn: "oci_containerengine_node_pool.workers" };

function addOns(props: Omit<ClusterAddOnsProps, "clusterId" | "workers">) {
  const made = new Synthesized((stack) => {
    new ClusterAddOns(stack, "add-ons", { clusterId: "ocid1.cluster.oc1..c", workers: [workers], ...props });
  });
  return made.all("oci_containerengine_addon");
}

describe("ClusterAddOns", () => {
  it("are none unless told", () => {
    expect(addOns({})).toEqual([]);
  });

  it("bring the certificate manager before the metrics server, which needs it", () => {
    const [certManager, metrics] = addOns({ metricsServer: true });
    expect(certManager).toMatchObject({ addon_name: "CertManager" });
    expect(metrics).toMatchObject({
      addon_name: "KubernetesMetricsServer",
      depends_on: [expect.stringContaining("cert-manager")],
    });
  });

  it("come after the workers, without which none would ever be ready", () => {
    const [certManager] = addOns({ metricsServer: true });
    const [coreDns] = addOns({ coreDns: { minimumReplicas: 2, workersPerReplica: 4 } });
    expect(certManager?.depends_on).toEqual([workers.fqn]);
    expect(coreDns?.depends_on).toEqual([workers.fqn]);
  });

  it("only configure CoreDNS, which the cluster comes with and keeps when the rest is destroyed", () => {
    expect(addOns({ coreDns: { minimumReplicas: 2, workersPerReplica: 4 } })).toEqual([
      expect.objectContaining({
        addon_name: "CoreDNS",
        override_existing: true,
        remove_addon_resources_on_delete: false,
        configurations: [
          { key: "minReplica", value: "2" },
          { key: "nodesPerReplica", value: "4" },
        ],
      }),
    ]);
  });

  it("follow the cluster's Kubernetes: no version holds them back", () => {
    for (const addOn of addOns({ metricsServer: true })) expect(addOn).not.toHaveProperty("version");
  });
});
