import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { EncryptionKey, type EncryptionKeyProps } from "../constructs/oci/encryption-key.ts";
import { type KeyUse, ServiceKeyPolicy } from "../constructs/oci/service-key-policy.ts";
import { SecretVault } from "../constructs/oci/vault.ts";
import type { BuiltEnvironment } from "../environments/built.ts";
import type { CustomerKeys } from "../environments/schema.ts";
import { keepState } from "./backend.ts";
import { physicalName, stackName, streamingRegion, tagsOf } from "./naming.ts";
import { homeRegionProvider, useOracle } from "./oracle-provider.ts";
import { show } from "./outputs.ts";
import { compartmentOcid, tenancyOcid } from "./variables.ts";

/**
 * The vault and its keys, apart from the rest because their deletion takes
 * Oracle days: they outlive what is built and destroyed beside them. The policy
 * that lets services use the keys is here too, since nothing can be made with a
 * key before it is there.
 */
export class VaultStack extends TerraformStack {
  public readonly vault: SecretVault;
  /** Only with keys of one's own. */
  public readonly keyIds?: Readonly<Record<KeyUse, string>>;

  constructor(scope: Construct, environment: BuiltEnvironment) {
    super(scope, stackName(environment, "vault"));
    keepState(this, environment.backend);
    useOracle(this, streamingRegion(environment));
    const everywhere = { compartmentId: compartmentOcid(this), freeformTags: tagsOf(environment) };

    const { keys } = environment;
    this.vault = new SecretVault(this, "vault", {
      ...everywhere,
      name: physicalName(environment, "vault"),
      ...(keys?.vault === "virtual-private" ? { vaultType: "VIRTUAL_PRIVATE" } : {}),
      ...keySettings(keys),
    });
    show(this, {
      vault_id: { value: this.vault.vaultId, description: "OCID of the vault." },
      key_id: { value: this.vault.keyId, description: "OCID of the master key." },
    });
    if (keys === undefined) return;

    const keyId = (use: KeyUse) =>
      new EncryptionKey(this, `${use}-key`, {
        ...everywhere,
        ...keySettings(keys),
        vault: this.vault,
        name: physicalName(environment, use),
      }).keyId;
    this.keyIds = {
      streams: keyId("streams"),
      volumes: keyId("volumes"),
      kubernetes: keyId("kubernetes"),
    };
    new ServiceKeyPolicy(this, "key-policy", {
      ...everywhere,
      name: physicalName(environment, "keys"),
      keyIds: this.keyIds,
      homeRegionProvider: homeRegionProvider(this, tenancyOcid(this)),
    });
  }
}

function keySettings(
  keys: CustomerKeys | undefined,
): Pick<EncryptionKeyProps, "protectionMode" | "rotation"> {
  const { protection, rotateEveryDays, versions } = keys ?? {};
  return {
    ...(protection === "hsm" ? { protectionMode: "HSM" } : {}),
    rotation: {
      ...(rotateEveryDays === undefined ? {} : { everyDays: rotateEveryDays }),
      ...(versions === undefined ? {} : { versions }),
    },
  };
}
