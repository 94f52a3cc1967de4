import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1/index.js";
import { Fn } from "cdktf";
import { Construct } from "constructs";

export interface PullSecretProps {
  readonly name: string;
  readonly namespace: string;
  /** Host of the registry, without a scheme. */
  readonly server: string;
  readonly username: string;
  /** Never kept: use an ephemeral variable. */
  readonly password: string;
  /** Raise it whenever the password changes: Terraform, which does not keep the password, cannot see that. */
  readonly passwordRevision: number;
}

/** What the cluster needs to pull images. Its content is write-only (Terraform 1.11): in no plan and in no state. */
export class PullSecret extends Construct {
  public readonly secretName: string;

  constructor(scope: Construct, id: string, props: PullSecretProps) {
    super(scope, id);
    const { name, namespace, server, username, password, passwordRevision } = props;
    const auth = Fn.base64encode(Fn.join(":", [username, password]));
    this.secretName = new SecretV1(this, "Resource", {
      metadata: { name, namespace },
      type: "kubernetes.io/dockerconfigjson",
      dataWo: { ".dockerconfigjson": Fn.jsonencode({ auths: { [server]: { auth } } }) },
      dataWoRevision: passwordRevision,
    }).metadata.name;
  }
}
