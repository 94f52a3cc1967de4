import { describe, expect, it } from "@jest/globals";
import type { TerraformStack } from "cdktf";
import { StreamConnectionSecret } from "../../../constructs/oci/connection-secret.ts";
import { Stream, StreamPool } from "../../../constructs/oci/stream.ts";
import { SecretVault } from "../../../constructs/oci/vault.ts";
import { compartmentId, freeformTags, Synthesized } from "./synthesized.ts";

function streaming(stack: TerraformStack): void {
  const vault = new SecretVault(stack, "vault", { compartmentId, name: "oke-dev", freeformTags });
  const pool = new StreamPool(stack, "pool", { compartmentId, name: "oke-dev", freeformTags });
  const stream = new Stream(stack, "records", {
    pool,
    name: "records",
    partitions: 3,
    retentionInHours: 48,
    freeformTags,
  });
  const { vaultId, keyId } = vault;
  new StreamConnectionSecret(stack, "connection", {
    compartmentId,
    name: "oke-dev-records",
    vaultId,
    keyId,
    stream,
    freeformTags,
  });
}

const synthesized = new Synthesized(streaming);

describe("SecretVault", () => {
  it("has an AES-256 master key, in software unless told", () => {
    expect(synthesized.only("oci_kms_vault").vault_type).toBe("DEFAULT");
    expect(synthesized.only("oci_kms_key")).toMatchObject({
      key_shape: { algorithm: "AES", length: 32 },
      protection_mode: "SOFTWARE",
    });
  });

  it("keeps the key in an HSM when told", () => {
    const hsm = new Synthesized((stack) => {
      new SecretVault(stack, "vault", { compartmentId, name: "v", protectionMode: "HSM", freeformTags });
    });
    expect(hsm.only("oci_kms_key").protection_mode).toBe("HSM");
  });
});

describe("Stream", () => {
  const resource = synthesized.only("oci_streaming_stream");

  it("has the partitions and retention that it is given", () => {
    expect(resource).toMatchObject({ name: "records", partitions: 3, retention_in_hours: 48 });
  });

  it("belongs to its pool and names no compartment, which Oracle refuses beside a pool", () => {
    expect(resource.stream_pool_id).toMatch(/^\$\{oci_streaming_stream_pool\.pool_\w+\.id\}$/);
    expect(resource).not.toHaveProperty("compartment_id");
  });
});

describe("StreamConnectionSecret", () => {
  const secret = synthesized.only("oci_vault_secret");

  it("holds where the stream is, under the two names that programs read", () => {
    const stream = /oci_streaming_stream\.records_\w+/.exec(JSON.stringify(secret))?.[0];
    expect(secret.secret_content).toEqual({
      content_type: "BASE64",
      content: `\${base64encode(jsonencode({"streamMessagesEndpoint" = ${stream}.messages_endpoint, "streamOCID" = ${stream}.id}))}`,
    });
  });

  it("has a generated suffix, because a deleted name stays taken for days", () => {
    expect(secret.secret_name).toMatch(/^oke-dev-records-\$\{substr\(terraform_data\.\w+\.id, 0, 8\)\}$/);
  });

  it("stays the same secret when its stream is replaced, and gets a new version instead", () => {
    const { secret_content: _content, ...rest } = secret;
    expect(JSON.stringify([rest, synthesized.only("terraform_data")])).not.toContain("oci_streaming");
  });

  it("gets another name together with whatever replaces it", () => {
    const suffix = synthesized.only("terraform_data");
    expect(suffix.triggers_replace).toEqual({
      compartmentId: secret.compartment_id,
      keyId: secret.key_id,
      vaultId: secret.vault_id,
    });
  });
});
