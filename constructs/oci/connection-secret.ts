import { VaultSecret } from "@cdktf/provider-oci/vault-secret";
import { Fn, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface StreamConnectionSecretProps {
  readonly compartmentId: string;
  /** The secret's name begins with this, followed by a generated suffix. */
  readonly name: string;
  readonly vaultId: string;
  readonly keyId: string;
  readonly stream: { readonly streamId: string; readonly messagesEndpoint: string };
  readonly freeformTags: FreeformTags;
}

/**
 * Tells a program where its stream is: `{"streamMessagesEndpoint", "streamOCID"}`,
 * both addresses and no credentials, so they may be in state. When the stream
 * is replaced the secret gets a new version and keeps its OCID, which is all
 * that programs, policies and releases know of it.
 */
export class StreamConnectionSecret extends Construct {
  public readonly secretId: string;

  constructor(scope: Construct, id: string, props: StreamConnectionSecretProps) {
    super(scope, id);
    const { compartmentId, name, vaultId, keyId, stream, freeformTags } = props;

    // A deleted secret keeps its name in the vault for days, so a name is used
    // once. The suffix is an id that Terraform itself generates and keeps in
    // state (no provider needed). It is not taken from the stream's OCID: then
    // a replaced stream would mean another secret instead of another version.
    // It changes together with what replaces the secret; should the secret be
    // deleted by hand, replace this one too to get a free name.
    // (Not cdktf's own class for terraform_data: that runs `terraform version` at synth, which needs Node alone.)
    const suffix = new TerraformResource(this, "suffix", { terraformResourceType: "terraform_data" });
    suffix.addOverride("triggers_replace", { compartmentId, vaultId, keyId });

    this.secretId = new VaultSecret(this, "Resource", {
      compartmentId,
      vaultId,
      keyId,
      secretName: `${name}-${Fn.substr(suffix.getStringAttribute("id"), 0, 8)}`,
      description: "Where the stream is, for the programs that use it",
      secretContent: {
        contentType: "BASE64",
        content: Fn.base64encode(
          Fn.jsonencode({ streamMessagesEndpoint: stream.messagesEndpoint, streamOCID: stream.streamId }),
        ),
      },
      freeformTags,
      lifecycle: ignoreTagDefaults,
    }).id;
  }
}
