/**
 * Types of resources that hold what nobody can make again: replaced or deleted,
 * their data is gone. A cluster is one because of its volumes, a vault because
 * everything that its keys encrypt goes with it.
 */
const stateful = new Set([
  "digitalocean_container_registry",
  "digitalocean_kubernetes_cluster",
  "digitalocean_spaces_bucket",
  "digitalocean_volume",
  "kubernetes_namespace_v1",
  "kubernetes_persistent_volume_claim_v1",
  "oci_artifacts_container_repository",
  "oci_containerengine_cluster",
  "oci_core_volume",
  "oci_file_storage_file_system",
  "oci_kms_key",
  "oci_kms_vault",
  "oci_objectstorage_bucket",
  "oci_streaming_stream",
  "oci_streaming_stream_pool",
  "oci_vault_secret",
]);

export function holdsData(type: string): boolean {
  return stateful.has(type);
}
