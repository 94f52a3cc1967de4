import { OciProvider } from "@cdktf/provider-oci/provider";
import { describe, expect, it } from "@jest/globals";
import type { TerraformStack } from "cdktf";
import { EncryptionKey, type EncryptionKeyProps } from "../../../constructs/oci/encryption-key.ts";
import { ServiceKeyPolicy } from "../../../constructs/oci/service-key-policy.ts";
import { SecretVault, type SecretVaultProps } from "../../../constructs/oci/vault.ts";
import { compartmentId, freeformTags, Synthesized } from "./synthesized.ts";

function vault(stack: TerraformStack, props: Partial<SecretVaultProps> = {}): SecretVault {
  return new SecretVault(stack, "vault", { compartmentId, name: "prod-vault", freeformTags, ...props });
}

function keys(vaultProps: Partial<SecretVaultProps>, keyProps: Partial<EncryptionKeyProps> = {}) {
  return new Synthesized((stack) => {
    const props = { compartmentId, vault: vault(stack, vaultProps), name: "prod-streams", freeformTags };
    new EncryptionKey(stack, "streams", { ...props, ...keyProps });
  });
}

function named(synthesized: Synthesized, name: string) {
  return synthesized.all("oci_kms_key").find((key) => key.display_name === name);
}

describe("EncryptionKey", () => {
  it("is an AES-256 key beside the master key, in software and without a schedule unless told", () => {
    const key = named(keys({}), "prod-streams");

    expect(key).toMatchObject({
      display_name: "prod-streams",
      key_shape: { algorithm: "AES", length: 32 },
      protection_mode: "SOFTWARE",
    });
    expect(key).not.toHaveProperty("is_auto_rotation_enabled");
  });

  it("is rotated by Oracle in a virtual private vault", () => {
    const rotated = keys({ vaultType: "VIRTUAL_PRIVATE" }, { rotation: { everyDays: 90 } });

    expect(rotated.only("oci_kms_vault").vault_type).toBe("VIRTUAL_PRIVATE");
    expect(named(rotated, "prod-streams")).toMatchObject({
      is_auto_rotation_enabled: true,
      auto_key_rotation_details: { rotation_interval_in_days: 90 },
    });
  });

  it("refuses a schedule in a shared vault, where Oracle rotates nothing by itself", () => {
    expect(() => keys({}, { rotation: { everyDays: 90 } })).toThrow(
      new Error(
        "stack/streams: everyDays must be left out in a vault of type DEFAULT, got 90. " +
          "Use a virtual private vault, or rotate by hand: raise versions by one.",
      ),
    );
  });

  it("gets one version more for each that was made by hand, and stays the same key", () => {
    const [once, twice] = [keys({}), keys({}, { rotation: { versions: 2 } })];

    expect(once.all("oci_kms_key_version")).toEqual([]);
    expect(twice.only("oci_kms_key_version").key_id).toMatch(/^\$\{oci_kms_key\.streams_\w+\.id\}$/);
    expect(twice.all("oci_kms_key")).toEqual(once.all("oci_kms_key"));
  });

  it("has the same rules as the master key", () => {
    const rotated = new Synthesized((stack) => {
      vault(stack, { protectionMode: "HSM", rotation: { versions: 3 } });
    });

    expect(rotated.only("oci_kms_key").protection_mode).toBe("HSM");
    expect(rotated.all("oci_kms_key_version")).toHaveLength(2);
  });
});

describe("ServiceKeyPolicy", () => {
  const keyIds = { streams: "key-s", volumes: "key-v", kubernetes: "key-k" };
  const policy = new Synthesized((stack) => {
    const homeRegionProvider = new OciProvider(stack, "home", { alias: "home", region: "us-ashburn-1" });
    const props = { compartmentId, name: "prod-keys", keyIds, homeRegionProvider, freeformTags };
    new ServiceKeyPolicy(stack, "policy", props);
  }).only("oci_identity_policy");

  const of = (kind: string) =>
    `request.principal.type = '${kind}', request.principal.compartment.id = '${compartmentId}'`;

  it.each([
    [
      "Streaming encrypts messages",
      `Allow service streaming to use keys in compartment id ${compartmentId} where target.key.id = 'key-s'`,
    ],
    [
      "Block Volume encrypts volumes",
      `Allow service blockstorage to use keys in compartment id ${compartmentId} where target.key.id = 'key-v'`,
    ],
    [
      "node pools hand the key of their boot volumes to Block Volume",
      `Allow any-user to use key-delegate in compartment id ${compartmentId} where all {${of("nodepool")}, target.key.id = 'key-v'}`,
    ],
    [
      "clusters hand the key of volume claims to Block Volume",
      `Allow any-user to use key-delegate in compartment id ${compartmentId} where all {${of("cluster")}, target.key.id = 'key-v'}`,
    ],
    [
      "clusters encrypt Kubernetes secrets",
      `Allow any-user to use keys in compartment id ${compartmentId} where all {${of("cluster")}, target.key.id = 'key-k'}`,
    ],
  ])("has a statement because %s", (_why, statement) => {
    expect(policy.statements).toContain(statement);
  });

  it("has no other statement, and is written in the home region", () => {
    expect(policy.statements).toHaveLength(5);
    expect(policy.provider).toBe("oci.home");
  });
});
