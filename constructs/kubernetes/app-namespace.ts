import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1/index.js";
import { Construct } from "constructs";

export interface AppNamespaceProps {
  /** A change replaces the namespace and everything in it. */
  readonly name: string;
}

// https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
const podSecurity = "restricted";

/** A namespace that admits only pods without privileges. */
export class AppNamespace extends Construct {
  /** Known when applying, so whatever uses it waits for the namespace. */
  public readonly namespaceName: string;

  constructor(scope: Construct, id: string, props: AppNamespaceProps) {
    super(scope, id);
    this.namespaceName = new NamespaceV1(this, "Resource", {
      metadata: {
        name: props.name,
        labels: {
          "pod-security.kubernetes.io/enforce": podSecurity,
          // Tell of a violation where it is made, in the Deployment, and not only where a pod is refused.
          "pod-security.kubernetes.io/audit": podSecurity,
          "pod-security.kubernetes.io/warn": podSecurity,
        },
      },
    }).metadata.name;
  }
}
