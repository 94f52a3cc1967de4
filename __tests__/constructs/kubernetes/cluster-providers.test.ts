import { describe, expect, it } from "@jest/globals";
import { TerraformStack, Testing } from "cdktf";
import { ClusterProviders } from "../../../constructs/kubernetes/cluster-providers.ts";
import type { KubernetesCluster } from "../../../constructs/kubernetes/kubernetes-cluster.ts";
import { synthesizedStack } from "../../support/synthesized.ts";

const cluster: KubernetesCluster = {
  endpoint: "https://203.0.113.7:6443",
  caCertificate: "-----BEGIN CERTIFICATE-----\n…",
  credentialArguments: ["oke", "ocid1.cluster.oc1..a", "eu-frankfurt-1"],
};

const stack = new TerraformStack(Testing.app(), "apps");
new ClusterProviders(stack, "providers", { cluster, credentialScript: "assets/kube-credential.mjs" });
const made = synthesizedStack(stack);

const exec = {
  api_version: "client.authentication.k8s.io/v1",
  command: "node",
  args: ["assets/kube-credential.mjs", "oke", "ocid1.cluster.oc1..a", "eu-frankfurt-1"],
};

describe("ClusterProviders", () => {
  it("makes Kubernetes run the credential program, with nothing beside the address and the certificate", () => {
    expect(made.providers("kubernetes")).toEqual([
      { host: cluster.endpoint, cluster_ca_certificate: cluster.caCertificate, exec: [exec] },
    ]);
  });

  it("gives Helm the same, in the form that its provider takes", () => {
    expect(made.providers("helm")).toEqual([
      { kubernetes: { host: cluster.endpoint, cluster_ca_certificate: cluster.caCertificate, exec } },
    ]);
  });
});
