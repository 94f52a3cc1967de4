import { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
import { RoleV1 } from "@cdktf/provider-kubernetes/lib/role-v1/index.js";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
import { Construct } from "constructs";

export interface DeployerAccessProps {
  readonly namespace: string;
  /** A list, as Terraform has it: groups that may do the same as the service account. */
  readonly groups: string;
}

const see = ["get", "list", "watch"];
const manage = [...see, "create", "update", "patch", "delete"];

/**
 * What a release takes: the objects of charts/stream-app, the Secrets that Helm
 * keeps its revisions in, the pods of `helm test`, and what Terraform looks at
 * beside them. No rights are given here that could give others.
 */
const rules = [
  { apiGroups: [""], resources: ["configmaps", "secrets", "serviceaccounts", "services"], verbs: manage },
  { apiGroups: [""], resources: ["pods"], verbs: [...see, "create", "delete"] },
  { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
  { apiGroups: [""], resources: ["pods/portforward"], verbs: ["create"] },
  { apiGroups: [""], resources: ["events"], verbs: see },
  // Asked for by name, the namespace itself is in the namespace.
  { apiGroups: [""], resources: ["namespaces"], verbs: ["get"] },
  { apiGroups: ["apps"], resources: ["deployments"], verbs: manage },
  { apiGroups: ["apps"], resources: ["replicasets"], verbs: see },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: manage },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs: manage },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: manage },
  { apiGroups: ["rbac.authorization.k8s.io"], resources: ["roles", "rolebindings"], verbs: ["get"] },
];

/** Lets a service account, and groups, release programs in one namespace and nothing else. */
export class DeployerAccess extends Construct {
  constructor(scope: Construct, id: string, props: DeployerAccessProps) {
    super(scope, id);
    const { namespace, groups } = props;
    const metadata = { name: "deployer", namespace };

    const account = new ServiceAccountV1(this, "Resource", {
      metadata,
      // For whoever deploys from outside; a pod has no use for it.
      automountServiceAccountToken: false,
    });
    const role = new RoleV1(this, "role", { metadata, rule: rules });
    const binding = new RoleBindingV1(this, "binding", {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
      subject: [{ kind: "ServiceAccount", name: account.metadata.name, namespace }],
    });
    // How many there are is known only to Terraform.
    binding.addOverride("dynamic.subject", {
      for_each: groups,
      content: { kind: "Group", name: `\${subject.value}`, api_group: "rbac.authorization.k8s.io" },
    });
  }
}
