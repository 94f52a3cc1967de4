/**
 * Types of resources that hold what nobody can make again: replaced or deleted,
 * their data is gone. Those that an environment with `protectData` protects
 * (stacks/protect-data.ts), and images.
 */
const stateful = new Set([
  "kubernetes_namespace_v1",
  "oci_artifacts_container_repository",
  "oci_containerengine_cluster",
  "oci_kms_key",
  "oci_kms_key_version",
  "oci_kms_vault",
  "oci_streaming_stream",
  "oci_streaming_stream_pool",
  "oci_vault_secret",
]);

export function holdsData(type: string): boolean {
  return stateful.has(type);
}
