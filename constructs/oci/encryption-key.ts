import { KmsKey } from "@cdktf/provider-oci/kms-key";
import { KmsKeyVersion } from "@cdktf/provider-oci/kms-key-version";
import { Construct } from "constructs";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

/** `DEFAULT` shares Oracle's hardware; `VIRTUAL_PRIVATE` is a partition of its own, billed by the hour. */
export type VaultType = "DEFAULT" | "VIRTUAL_PRIVATE";

/**
 * How a key gets new versions. Old ones stay: what they encrypted is read with
 * them until its service encrypts it anew.
 */
export interface KeyRotation {
  /**
   * Oracle makes a version every so many days, 60 to 365. In a virtual private
   * vault only: Oracle offers it nowhere else.
   * https://docs.oracle.com/iaas/Content/KeyManagement/Tasks/enable-auto-rotation.htm
   *
   * @default by hand
   */
  readonly everyDays?: number;
  /**
   * Versions made by hand so far, the first one included. Raise it by one to
   * rotate; lowering it schedules the newest for deletion, and with it
   * everything that only that version can decrypt.
   *
   * @default 1
   */
  readonly versions?: number;
}

export interface EncryptionKeyProps {
  readonly compartmentId: string;
  readonly vault: { readonly vaultType: VaultType; readonly managementEndpoint: string };
  /** Display name. */
  readonly name: string;
  /**
   * Where the key lives: `SOFTWARE` keys cost nothing, `HSM` keys never leave
   * certified hardware and are billed per version. A change replaces the key,
   * and with it everything that it encrypts.
   *
   * @default "SOFTWARE"
   */
  readonly protectionMode?: "SOFTWARE" | "HSM";
  /** @default none: one version */
  readonly rotation?: KeyRotation;
  readonly freeformTags: FreeformTags;
}

/** An AES-256 key for one use, so that it can be rotated, disabled or deleted without touching another. */
export class EncryptionKey extends Construct {
  public readonly keyId: string;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    this.keyId = makeKey(this, "Resource", props);
  }
}

/** @returns the key's OCID */
export function makeKey(scope: Construct, id: string, props: EncryptionKeyProps): string {
  const { compartmentId, vault, name, protectionMode = "SOFTWARE", freeformTags } = props;
  const { everyDays, versions = 1 } = props.rotation ?? {};
  if (everyDays !== undefined && vault.vaultType !== "VIRTUAL_PRIVATE") {
    throw new Error(
      `${scope.node.path}: everyDays must be left out in a vault of type ${vault.vaultType}, got ${everyDays}. ` +
        "Use a virtual private vault, or rotate by hand: raise versions by one.",
    );
  }

  const { managementEndpoint } = vault;
  const key = new KmsKey(scope, id, {
    compartmentId,
    displayName: name,
    managementEndpoint,
    // 32 bytes.
    keyShape: { algorithm: "AES", length: 32 },
    protectionMode,
    ...(everyDays === undefined
      ? {}
      : { isAutoRotationEnabled: true, autoKeyRotationDetails: { rotationIntervalInDays: everyDays } }),
    freeformTags,
    lifecycle: ignoreTagDefaults,
  });
  const prefix = id === "Resource" ? "" : `${id}-`;
  for (let version = 2; version <= versions; version++) {
    new KmsKeyVersion(scope, `${prefix}version-${version}`, { keyId: key.id, managementEndpoint });
  }
  return key.id;
}
