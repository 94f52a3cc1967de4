import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { SecretVault } from "../constructs/oci/vault.ts";
import type { BuiltEnvironment } from "../environments/built.ts";
import { keepState } from "./backend.ts";
import { physicalName, stackName, streamingRegion, tagsOf } from "./naming.ts";
import { useOracle } from "./oracle-provider.ts";
import { show } from "./outputs.ts";
import { compartmentOcid } from "./variables.ts";

/** The vault, apart from the rest because its deletion takes Oracle days: it outlives what is built and destroyed beside it. */
export class VaultStack extends TerraformStack {
  public readonly vault: SecretVault;

  constructor(scope: Construct, environment: BuiltEnvironment) {
    super(scope, stackName(environment, "vault"));
    keepState(this, environment.backend);
    useOracle(this, streamingRegion(environment));

    this.vault = new SecretVault(this, "vault", {
      compartmentId: compartmentOcid(this),
      name: physicalName(environment, "vault"),
      freeformTags: tagsOf(environment),
    });

    show(this, {
      vault_id: { value: this.vault.vaultId, description: "OCID of the vault." },
      key_id: { value: this.vault.keyId, description: "OCID of the master key." },
    });
  }
}
