import { describe, expect, it } from "@jest/globals";
import type { TerraformStack } from "cdktf";
import { StreamConnectionSecret } from "../../../constructs/oci/connection-secret.ts";
import { PrivateStreamEndpoint } from "../../../constructs/oci/private-stream-endpoint.ts";
import { Stream, StreamPool, type StreamPoolProps } from "../../../constructs/oci/stream.ts";
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

describe("StreamPool", () => {
  function pool(props: Partial<StreamPoolProps> = {}) {
    return new Synthesized((stack) => {
      new StreamPool(stack, "pool", { compartmentId, name: "prod", freeformTags, ...props });
    }).only("oci_streaming_stream_pool");
  }

  it("leaves key, endpoint and Kafka settings to Oracle unless told", () => {
    expect(Object.keys(pool()).sort()).toEqual(["compartment_id", "freeform_tags", "lifecycle", "name"]);
  });

  it("is encrypted with the key that it is given", () => {
    expect(pool({ keyId: "key" }).custom_encryption_key).toEqual({ kms_key_id: "key" });
  });

  it("refuses topics that nobody made, once Kafka clients may use it", () => {
    expect(pool({ kafka: { partitions: 3, retentionInHours: 48 } }).kafka_settings).toEqual({
      auto_create_topics_enable: false,
      log_retention_hours: 48,
      num_partitions: 3,
    });
  });
});

describe("PrivateStreamEndpoint", () => {
  const withKafka = (kafka: boolean) =>
    new Synthesized((stack) => {
      const endpoint = new PrivateStreamEndpoint(stack, "endpoint", {
        compartmentId,
        vcnId: "vcn",
        name: "prod-streams",
        subnetId: "workers",
        clientSecurityGroupId: "pods",
        kafka,
        freeformTags,
      });
      new StreamPool(stack, "pool", { compartmentId, name: "prod", endpoint, freeformTags });
    });
  const rules = (of: Synthesized) =>
    of
      .all("oci_core_network_security_group_security_rule")
      .map(({ direction, source, destination, tcp_options }) => [
        direction,
        source ?? destination,
        (tcp_options as { destination_port_range: { min: number } }).destination_port_range.min,
      ]);
  const group = expect.stringMatching(/^\$\{oci_core_network_security_group\.endpoint_\w+\.id\}$/);

  it("is the only address of a pool that is given one", () => {
    expect(withKafka(false).only("oci_streaming_stream_pool").private_endpoint_settings).toEqual({
      nsg_ids: [group],
      subnet_id: "workers",
    });
  });

  it("lets pods in on the port of the service, and on that of Kafka only when told", () => {
    expect(rules(withKafka(false))).toEqual([
      ["EGRESS", group, 443],
      ["INGRESS", "pods", 443],
    ]);
    expect(rules(withKafka(true)).map(([, , port]) => port)).toEqual([443, 9092, 443, 9092]);
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
