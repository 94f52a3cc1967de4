import { IdentityPolicy } from "@cdktf/provider-oci/identity-policy";
import { type TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface WorkloadPolicyProps {
  /** Holds the policy, the secret and the stream. */
  readonly compartmentId: string;
  /** Unique in the compartment; Oracle allows 100 characters and no change without replacement. */
  readonly name: string;
  /** Pods of this service account in this namespace of this cluster, and no others, get the rights. */
  readonly clusterId: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The secrets that the workload reads: each by name, and no other. */
  readonly secretIds: readonly string[];
  /** The only stream that the workload uses. */
  readonly streamId: string;
  /** `push` puts messages and cannot read any; `pull` reads and commits and cannot put any. */
  readonly access: "push" | "pull";
  /**
   * A provider set to the tenancy's home region: Oracle changes policies
   * nowhere else.
   *
   * @default the stack's provider, which works only where that is the home region
   */
  readonly homeRegionProvider?: TerraformProvider;
  readonly freeformTags: FreeformTags;
}

/**
 * What one workload may do in Oracle Cloud. Verbs and variables are Oracle's:
 * https://docs.oracle.com/iaas/Content/Identity/Reference/streamingpolicyreference.htm
 * https://docs.oracle.com/iaas/Content/Identity/Reference/keypolicyreference.htm
 *
 * A statement for the stream and one a secret, of the 50 that a policy may have, and of the 500 on the way
 * from the root compartment down, which no support request raises:
 * https://docs.oracle.com/iaas/Content/Identity/policymgmt/policy-limits-compartment-hierarchy.htm
 */
export class WorkloadPolicy extends Construct {
  constructor(scope: Construct, id: string, props: WorkloadPolicyProps) {
    super(scope, id);
    const { compartmentId, name, clusterId, namespace, serviceAccount, secretIds, streamId, access } = props;
    this.requireName("namespace", namespace);
    this.requireName("serviceAccount", serviceAccount);

    // "any-user" is how Oracle names principals that are not in a group; the conditions narrow it to one.
    const workload = [
      "request.principal.type = 'workload'",
      `request.principal.namespace = '${namespace}'`,
      `request.principal.service_account = '${serviceAccount}'`,
      `request.principal.cluster_id = '${clusterId}'`,
    ];
    const allow = (what: string, target: string) =>
      `Allow any-user to ${what} in compartment id ${compartmentId} where all {${[...workload, target].join(", ")}}`;

    const secrets = secretIds.length === 1 ? "one secret" : `${secretIds.length} secrets`;
    new IdentityPolicy(this, "Resource", {
      compartmentId,
      name,
      description: `${namespace}/${serviceAccount}: read ${secrets}, ${access === "push" ? "put messages to" : "get messages from"} one stream`,
      statements: [
        ...secretIds.map((id) => allow("read secret-bundles", `target.secret.id = '${id}'`)),
        allow(`use stream-${access}`, `target.stream.id = '${streamId}'`),
      ],
      freeformTags: props.freeformTags,
      ...(props.homeRegionProvider === undefined ? {} : { provider: props.homeRegionProvider }),
      lifecycle: ignoreTagDefaults,
    });
  }

  /** A quote in a name would end the condition that it stands in and let the rest widen the policy. */
  private requireName(property: string, value: string): void {
    if (Token.isUnresolved(value) || /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(value)) return;
    throw new Error(
      `${this.node.path}: ${property} must be a Kubernetes name, got "${value}". ` +
        "Use lower-case letters, digits and hyphens.",
    );
  }
}
