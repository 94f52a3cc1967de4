import { KmsKey } from "@cdktf/provider-oci/kms-key";
import { KmsVault } from "@cdktf/provider-oci/kms-vault";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface SecretVaultProps {
  readonly compartmentId: string;
  /** Display name of the vault; the key is `<name>-master`. */
  readonly name: string;
  /**
   * Where the master key lives: `SOFTWARE` keys cost nothing, `HSM` keys never
   * leave certified hardware and are billed per version. A change replaces the
   * key, and with it everything that it encrypts.
   *
   * @default "SOFTWARE"
   */
  readonly protectionMode?: "SOFTWARE" | "HSM";
  readonly freeformTags: FreeformTags;
}

/**
 * A vault in Oracle's shared hardware and the AES-256 key that encrypts the
 * secrets in it. Destroying it only schedules the deletion: Oracle keeps both
 * for 30 days (7 at the least), and the compartment for as long.
 */
export class SecretVault extends Construct {
  public readonly vaultId: string;
  public readonly keyId: string;

  constructor(scope: Construct, id: string, props: SecretVaultProps) {
    super(scope, id);
    const { compartmentId, name, protectionMode = "SOFTWARE", freeformTags } = props;

    const vault = new KmsVault(this, "Resource", {
      compartmentId,
      displayName: name,
      vaultType: "DEFAULT",
      freeformTags,
      lifecycle: ignoreTagDefaults,
    });
    const key = new KmsKey(this, "master-key", {
      compartmentId,
      displayName: `${name}-master`,
      managementEndpoint: vault.managementEndpoint,
      // 32 bytes.
      keyShape: { algorithm: "AES", length: 32 },
      protectionMode,
      freeformTags,
      lifecycle: ignoreTagDefaults,
    });

    this.vaultId = vault.id;
    this.keyId = key.id;
  }
}
