import { HelmProvider } from "@cdktf/provider-helm/lib/provider/index.js";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
import { Construct } from "constructs";
import type { KubernetesCluster } from "./kubernetes-cluster.ts";

export interface ClusterProvidersProps {
  /** Must come from another stack: Terraform cannot configure a provider from what it has yet to make. */
  readonly cluster: KubernetesCluster;
  /** `kube-credential.mjs`, relative to the stack's folder, where Terraform runs it. */
  readonly credentialScript: string;
}

/**
 * The Kubernetes and Helm providers of a stack. Both run a command whenever
 * they need a credential, so that none is written to state or to a plan, and a
 * plan that is applied an hour later still works. The machine needs Node and
 * nothing of the cloud's own tools.
 */
export class ClusterProviders extends Construct {
  constructor(scope: Construct, id: string, props: ClusterProvidersProps) {
    super(scope, id);
    const { cluster, credentialScript } = props;
    const connection = { host: cluster.endpoint, clusterCaCertificate: cluster.caCertificate };
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "node",
      args: [credentialScript, ...cluster.credentialArguments],
    };
    new KubernetesProvider(this, "kubernetes", { ...connection, exec: [exec] });
    new HelmProvider(this, "helm", { kubernetes: { ...connection, exec } });
  }
}
