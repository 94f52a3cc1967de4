import { describe, expect, it } from "@jest/globals";
import { GeneratedSecret, type GeneratedSecretProps } from "../../../constructs/oci/generated-secret.ts";
import { compartmentId, freeformTags, Synthesized } from "./synthesized.ts";

function synthesized(props: Partial<GeneratedSecretProps> = {}) {
  return new Synthesized((stack) => {
    new GeneratedSecret(stack, "session-key", {
      compartmentId,
      name: "prod-session-key",
      vaultId: "vault",
      keyId: "key",
      description: "Signs sessions",
      value: "passphrase",
      freeformTags,
      ...props,
    });
  });
}

const secret = (props?: Partial<GeneratedSecretProps>) => synthesized(props).only("oci_vault_secret");

describe("GeneratedSecret", () => {
  it("lets the vault generate the value, so that Terraform never has it", () => {
    expect(secret().enable_auto_generation).toBe(true);
    expect(secret()).not.toHaveProperty("secret_content");
  });

  it.each([
    [
      "passphrase",
      {
        generation_type: "PASSPHRASE",
        generation_template: "SECRETS_DEFAULT_PASSWORD",
        passphrase_length: 32,
      },
    ],
    [
      "database-password",
      { generation_type: "PASSPHRASE", generation_template: "DBAAS_DEFAULT_PASSWORD", passphrase_length: 30 },
    ],
    ["bytes", { generation_type: "BYTES", generation_template: "BYTES_1024" }],
    ["ssh-key", { generation_type: "SSH_KEY", generation_template: "RSA_4096" }],
  ] as const)("generates a %s as long as Oracle makes it", (value, context) => {
    expect(secret({ value }).secret_generation_context).toEqual(context);
  });

  it("never has a value twice, and expires only when told", () => {
    const reuse = { rule_type: "SECRET_REUSE_RULE", is_enforced_on_deleted_secret_versions: true };

    expect(secret().secret_rules).toEqual([reuse]);
    expect(secret({ expiresAfterDays: 90 }).secret_rules).toEqual([
      {
        rule_type: "SECRET_EXPIRY_RULE",
        secret_version_expiry_interval: "P90D",
        is_secret_content_retrieval_blocked_on_expiry: true,
      },
      reuse,
    ]);
  });

  it("is rotated by the function or the database that uses it", () => {
    expect(secret()).not.toHaveProperty("rotation_config");
    expect(secret({ rotation: { everyDays: 30, target: { functionId: "f" } } }).rotation_config).toEqual({
      is_scheduled_rotation_enabled: true,
      rotation_interval: "P30D",
      target_system_details: { target_system_type: "FUNCTION", function_id: "f" },
    });
    expect(
      secret({ rotation: { everyDays: 7, target: { autonomousDatabaseId: "db" } } }).rotation_config,
    ).toMatchObject({ target_system_details: { target_system_type: "ADB", adb_id: "db" } });
  });

  it("has a generated suffix, because a deleted name stays taken for days", () => {
    expect(secret().secret_name).toMatch(
      /^prod-session-key-\$\{substr\(terraform_data\.[\w-]+\.id, 0, 8\)\}$/,
    );
  });
});
