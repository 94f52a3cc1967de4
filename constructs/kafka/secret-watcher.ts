import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { RoleV1 } from "@cdktf/provider-kubernetes/lib/role-v1/index.js";
import { Construct } from "constructs";

export interface SecretWatcherProps {
  /** Of Role and RoleBinding. */
  readonly name: string;
  /** Of the Secrets. */
  readonly namespace: string;
  /** These and no others. They need not exist yet. */
  readonly secretNames: readonly string[];
  /** Who may watch; it need not exist yet. */
  readonly serviceAccount: { readonly namespace: string; readonly name: string };
}

/** The one right that `kube-secret-files` (apps/messaging) needs. Whoever watches a Secret is also shown it as it is. */
export const watchVerbs = ["watch"] as const;

/** Lets a service account of another namespace see some Secrets of this one, and nothing else. */
export class SecretWatcher extends Construct {
  constructor(scope: Construct, id: string, props: SecretWatcherProps) {
    super(scope, id);
    const { name, namespace, secretNames, serviceAccount } = props;
    const role = new RoleV1(this, "role", {
      metadata: { name, namespace },
      rule: [
        {
          apiGroups: [""],
          resources: ["secrets"],
          resourceNames: [...secretNames],
          verbs: [...watchVerbs],
        },
      ],
    });
    new RoleBindingV1(this, "binding", {
      metadata: { name, namespace },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
      subject: [{ kind: "ServiceAccount", ...serviceAccount }],
    });
  }
}
