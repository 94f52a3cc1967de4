/** What the rest of the code may know about a cluster, whoever hosts it. Only ClusterProviders looks inside. */
export type KubernetesCluster = ManagedCluster | KubeconfigCluster;

/** A cluster that a stack of ours makes. */
export interface ManagedCluster {
  /** URL of the API server, such as `https://203.0.113.7:6443`. */
  readonly endpoint: string;
  /** PEM, not base64. */
  readonly caCertificate: string;
  /**
   * What `kube-credential.mjs` must be told to print a short-lived credential
   * for this cluster, such as `["oke", <cluster OCID>, "eu-frankfurt-1"]`. No
   * token is ever written to state. The program itself is not named here:
   * Terraform runs it from the folder of the stack that talks to the cluster,
   * so that stack ships its own copy (see cluster-providers.ts).
   */
  readonly credentialArguments: readonly [host: string, ...args: string[]];
}

/** A cluster that somebody else made, with the credential that Terraform's user has for it. */
export interface KubeconfigCluster {
  /** Of the kubeconfig that the Terraform variable `kubeconfig` names, such as `kind-millrace`. */
  readonly kubeconfigContext: string;
}
