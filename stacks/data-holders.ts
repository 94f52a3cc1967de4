/**
 * Types of resources that hold what nobody can make again: the one list for all
 * that protects it, warns of its loss or looks for it.
 */

/**
 * Protected in an environment with `protectData` (protect-data.ts). Not in it: networks, node pools,
 * policies and releases, which are made again as they were, and logs, which end
 * by themselves. A Kafka cluster is a Helm release: releases of these charts are marked where they are made
 * (constructs/holds-data.ts). docs/protect-data.md says so too.
 */
export const holdsData: readonly string[] = [
  // Records, and the pool that takes its streams with it.
  "oci_streaming_stream",
  "oci_streaming_stream_pool",
  // Keys: without one, what it encrypted cannot be read.
  "oci_kms_vault",
  "oci_kms_key",
  "oci_kms_key_version",
  // Secrets, and the suffix that replaces a secret when it changes.
  "oci_vault_secret",
  "terraform_data",
  // The code and its history.
  "oci_devops_repository",
  // Kubernetes' own objects and Secrets, and the claims of volumes in a namespace. DigitalOcean's cluster takes its volumes along.
  "oci_containerengine_cluster",
  "digitalocean_kubernetes_cluster",
  "kubernetes_namespace_v1",
];

/** Names of charts whose releases are marked as holding data: what a plan and a state know them by. */
export const chartsThatHoldData: readonly string[] = ["kafka-cluster"];

/** Images: what is built again has other digests. */
export const holdsImages: readonly string[] = [
  "oci_artifacts_container_repository",
  "digitalocean_container_registry",
];
