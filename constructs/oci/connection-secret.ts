import { VaultSecret } from "@cdktf/provider-oci/vault-secret";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { freshSecretName } from "./secret-name.ts";
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

    this.secretId = new VaultSecret(this, "Resource", {
      compartmentId,
      vaultId,
      keyId,
      // Not made from the stream's OCID: a replaced stream would mean another secret instead of another version.
      secretName: freshSecretName(this, name, props),
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
