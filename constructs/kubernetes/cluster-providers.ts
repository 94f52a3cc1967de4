import { HelmProvider } from "@cdktf/provider-helm/lib/provider/index.js";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import { Fn, TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import type { KubernetesCluster } from "./kubernetes-cluster.ts";

export interface ClusterProvidersProps {
  /** Must come from another stack: Terraform cannot configure a provider from what it has yet to make. */
  readonly cluster: KubernetesCluster;
  /** `kube-credential.mjs`, relative to the stack's folder, where Terraform runs it. */
  readonly credentialScript: string;
}

/**
 * The Kubernetes and Helm providers of a stack. For a cluster of ours both run a
 * command whenever they need a credential, so that none is written to state or
 * to a plan, and a plan that is applied an hour later still works. The machine
 * needs Node and nothing of the cloud's own tools. For a cluster of somebody
 * else both read the kubeconfig of whoever runs Terraform.
 */
export class ClusterProviders extends Construct {
  constructor(scope: Construct, id: string, props: ClusterProvidersProps) {
    super(scope, id);
    const { cluster, credentialScript } = props;
    if ("kubeconfigContext" in cluster) {
      const kubeconfig = { configPath: this.kubeconfig(), configContext: cluster.kubeconfigContext };
      new KubernetesProvider(this, "kubernetes", kubeconfig);
      new HelmProvider(this, "helm", { kubernetes: kubeconfig });
      return;
    }
    const connection = { host: cluster.endpoint, clusterCaCertificate: cluster.caCertificate };
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "node",
      args: [credentialScript, ...cluster.credentialArguments],
    };
    new KubernetesProvider(this, "kubernetes", { ...connection, exec: [exec] });
    new HelmProvider(this, "helm", { kubernetes: { ...connection, exec } });
  }

  /** A variable, because where the file is differs from person to person; named, so that it needs no KUBE_CONFIG_PATH. */
  private kubeconfig(): string {
    const variable = new TerraformVariable(this, "kubeconfig", {
      type: "string",
      nullable: false,
      default: "~/.kube/config",
      description: "File with the kubeconfig that has the cluster's context.",
    });
    variable.overrideLogicalId("kubeconfig");
    variable.addValidation({
      condition: `\${fileexists(pathexpand(${variable.fqn}))}`,
      errorMessage: "kubeconfig must be a file that exists. Give its absolute path as TF_VAR_kubeconfig.",
    });
    return Fn.pathexpand(variable.stringValue);
  }
}
