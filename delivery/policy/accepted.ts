/** A checkov check that may fail, on what, and why that is right. */
export interface Accepted {
  readonly check: string;
  /** Matches the resource's address as checkov writes it. */
  readonly resource: RegExp;
  readonly reason: string;
}

export const accepted: readonly Accepted[] = [
  {
    check: "CKV_OCI_21",
    resource: /./,
    reason:
      "Stateless rules need a second rule for the answers, open to every high port; Oracle's own rules for OKE are stateful.",
  },
  {
    check: "CKV2_OCI_6",
    resource: /^oci_containerengine_cluster\./,
    reason:
      "Asks for PodSecurityPolicy, which Kubernetes 1.25 removed; namespaces enforce the pod security standard `restricted`.",
  },
  {
    check: "CKV_OCI_16",
    resource: /\.bastion_security-list_/,
    reason:
      "The bastion starts connections and takes none from inside the network, so its list has no ingress.",
  },
  {
    check: "CKV_OCI_19",
    resource: /\.bastion_security-list_/,
    reason: "The list has no ingress rule at all, which the check takes for one that allows everything.",
  },
];
