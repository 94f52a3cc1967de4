import { KmsVault } from "@cdktf/provider-oci/kms-vault";
import { Construct } from "constructs";
import { type KeyRotation, makeKey, type VaultType } from "./encryption-key.ts";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

export interface SecretVaultProps {
  readonly compartmentId: string;
  /** Display name of the vault; the key is `<name>-master`. */
  readonly name: string;
  /**
   * A change replaces the vault, and with it every key and secret in it.
   *
   * @default "DEFAULT"
   */
  readonly vaultType?: VaultType;
  /**
   * Where the master key lives: `SOFTWARE` keys cost nothing, `HSM` keys never
   * leave certified hardware and are billed per version. A change replaces the
   * key, and with it everything that it encrypts.
   *
   * @default "SOFTWARE"
   */
  readonly protectionMode?: "SOFTWARE" | "HSM";
  /**
   * Of the master key.
   *
   * @default none: one version
   */
  readonly rotation?: KeyRotation;
  readonly freeformTags: FreeformTags;
}

/**
 * A vault and the AES-256 key that encrypts the secrets in it. The key needs no
 * policy: the vault uses it in the name of whoever reads the secret. Destroying
 * it only schedules the deletion: Oracle keeps both for 30 days (7 at the
 * least), and the compartment for as long.
 */
export class SecretVault extends Construct {
  public readonly vaultId: string;
  public readonly vaultType: VaultType;
  /** Where the vault's keys are made and deleted. */
  public readonly managementEndpoint: string;
  public readonly keyId: string;

  constructor(scope: Construct, id: string, props: SecretVaultProps) {
    super(scope, id);
    const { compartmentId, name, vaultType = "DEFAULT", freeformTags } = props;

    const vault = new KmsVault(this, "Resource", {
      compartmentId,
      displayName: name,
      vaultType,
      freeformTags,
      lifecycle: ignoreTagDefaults,
    });
    this.vaultId = vault.id;
    this.vaultType = vaultType;
    this.managementEndpoint = vault.managementEndpoint;
    this.keyId = makeKey(this, "master-key", { ...props, vault: this, name: `${name}-master` });
  }
}
