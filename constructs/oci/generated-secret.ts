import { VaultSecret } from "@cdktf/provider-oci/vault-secret";
import { Construct } from "constructs";
import { freshSecretName } from "./secret-name.ts";
import { type FreeformTags, ignoreTagDefaults } from "./tags.ts";

/** `database-password` obeys the rules of Oracle's databases. */
export type GeneratedValue = "passphrase" | "database-password" | "bytes" | "ssh-key";

/** The longest and strongest of each that Oracle generates. */
const generation = {
  passphrase: {
    generationType: "PASSPHRASE",
    generationTemplate: "SECRETS_DEFAULT_PASSWORD",
    passphraseLength: 32,
  },
  "database-password": {
    generationType: "PASSPHRASE",
    generationTemplate: "DBAAS_DEFAULT_PASSWORD",
    passphraseLength: 30,
  },
  bytes: { generationType: "BYTES", generationTemplate: "BYTES_1024" },
  "ssh-key": { generationType: "SSH_KEY", generationTemplate: "RSA_4096" },
} as const satisfies Record<GeneratedValue, object>;

/** Oracle makes a new value and hands it to the system that uses it; only such a system can be rotated by schedule. */
export interface SecretRotation {
  /** 1 to 360. */
  readonly everyDays: number;
  /** OCID of what takes the new value. A function can bring it to anything. */
  readonly target:
    | { readonly functionId: string; readonly autonomousDatabaseId?: never }
    | { readonly autonomousDatabaseId: string; readonly functionId?: never };
}

export interface GeneratedSecretProps {
  readonly compartmentId: string;
  /** The secret's name begins with this, followed by a generated suffix. */
  readonly name: string;
  readonly vaultId: string;
  readonly keyId: string;
  readonly description: string;
  readonly value: GeneratedValue;
  /**
   * Days, 1 to 90, after which a version that nobody has replaced can no longer
   * be read: whoever depends on it notices that nobody rotates it.
   *
   * @default it does not expire
   */
  readonly expiresAfterDays?: number;
  /** @default by hand: `oci vault secret rotate` */
  readonly rotation?: SecretRotation;
  readonly freeformTags: FreeformTags;
}

/**
 * A secret whose value nobody chooses: the vault generates it, so it is in no
 * file, no plan and no state. No value is ever used twice.
 */
export class GeneratedSecret extends Construct {
  public readonly secretId: string;

  constructor(scope: Construct, id: string, props: GeneratedSecretProps) {
    super(scope, id);
    const { compartmentId, name, vaultId, keyId, description, freeformTags } = props;
    this.secretId = new VaultSecret(this, "Resource", {
      compartmentId,
      vaultId,
      keyId,
      secretName: freshSecretName(this, name, props),
      description,
      enableAutoGeneration: true,
      secretGenerationContext: { ...generation[props.value] },
      secretRules: [...expiryRules(props.expiresAfterDays), reuseRule],
      ...(props.rotation === undefined ? {} : { rotationConfig: rotationConfig(props.rotation) }),
      freeformTags,
      lifecycle: ignoreTagDefaults,
    }).id;
  }
}

const reuseRule = { ruleType: "SECRET_REUSE_RULE", isEnforcedOnDeletedSecretVersions: true };

function expiryRules(days: number | undefined) {
  if (days === undefined) return [];
  return [
    {
      ruleType: "SECRET_EXPIRY_RULE",
      secretVersionExpiryInterval: `P${days}D`,
      isSecretContentRetrievalBlockedOnExpiry: true,
    },
  ];
}

function rotationConfig({ everyDays, target }: SecretRotation) {
  return {
    isScheduledRotationEnabled: true,
    rotationInterval: `P${everyDays}D`,
    targetSystemDetails:
      target.functionId === undefined
        ? { targetSystemType: "ADB", adbId: target.autonomousDatabaseId }
        : { targetSystemType: "FUNCTION", functionId: target.functionId },
  };
}
