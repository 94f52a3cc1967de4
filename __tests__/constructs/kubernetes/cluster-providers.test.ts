import { describe, expect, it } from "@jest/globals";
import { TerraformStack, Testing } from "cdktf";
import { ClusterProviders } from "../../../constructs/kubernetes/cluster-providers.ts";
import type { KubernetesCluster } from "../../../constructs/kubernetes/kubernetes-cluster.ts";
import { expression, synthesizedStack } from "../../support/synthesized.ts";

const cluster = {
  endpoint: "https://203.0.113.7:6443",
  caCertificate: "-----BEGIN CERTIFICATE-----\n…",
  credentialArguments: ["oke", "ocid1.cluster.oc1..a", "eu-frankfurt-1"],
} as const satisfies KubernetesCluster;

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

  describe("for a cluster of somebody else", () => {
    const foreign = new TerraformStack(Testing.app(), "apps");
    new ClusterProviders(foreign, "providers", {
      cluster: { kubeconfigContext: "kind-millrace" },
      credentialScript: "assets/kube-credential.mjs",
    });
    const used = synthesizedStack(foreign);
    const kubeconfig = {
      config_path: expression("pathexpand(var.kubeconfig)"),
      config_context: "kind-millrace",
    };

    it("reads the context that the environment names from the user's own kubeconfig", () => {
      expect(used.providers("kubernetes")).toEqual([kubeconfig]);
      expect(used.providers("helm")).toEqual([{ kubernetes: kubeconfig }]);
    });

    it("takes another file by a variable, and says when there is none, in place of falling back to localhost", () => {
      expect(used.document.variable).toMatchObject({
        kubeconfig: {
          default: "~/.kube/config",
          validation: [
            {
              condition: expression("fileexists(pathexpand(var.kubeconfig))"),
              error_message:
                "kubeconfig must be a file that exists. Give its absolute path as TF_VAR_kubeconfig.",
            },
          ],
        },
      });
    });
  });
});
