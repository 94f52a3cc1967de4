/** What a reviewer calls a resource, by its type. The others are called by their address. */
const nouns: Readonly<Record<string, string>> = {
  digitalocean_kubernetes_cluster: "cluster",
  digitalocean_kubernetes_node_pool: "pool",
  helm_release: "release",
  kubernetes_namespace_v1: "namespace",
  oci_containerengine_cluster: "cluster",
  oci_containerengine_node_pool: "pool",
  oci_kms_key: "key",
  oci_kms_vault: "vault",
  oci_monitoring_alarm: "alarm",
  oci_streaming_stream: "stream",
};

/** What a reviewer calls an attribute. The first line that matches type and path counts; `$1` is a part of the path. */
const phrases: readonly (readonly [type: RegExp, path: RegExp, words: string])[] = [
  [/./, /^lifecycle\.prevent_destroy$/, "protection against a destroy"],
  [/^oci_containerengine_node_pool$/, /^node_config_details\.size$/, "worker nodes"],
  [/^oci_containerengine_node_pool$/, /^node_shape$/, "shape of the workers"],
  [/^oci_containerengine_node_pool$/, /^node_shape_config\.ocpus$/, "OCPUs of each worker"],
  [/^oci_containerengine_node_pool$/, /^node_shape_config\.memory_in_gbs$/, "GB of memory of each worker"],
  [/^oci_containerengine_node_pool$/, /boot_volume_size_in_gbs$/, "GB of each worker's boot volume"],
  [/^oci_containerengine_node_pool$/, /^node_source_details\.image_id$/, "image of the workers"],
  [/^oci_containerengine_addon$/, /^configurations\.nodes\.value$/, "limits of the autoscaler"],
  [/^digitalocean_kubernetes_/, /(^|\.)node_count$/, "worker nodes"],
  [/^digitalocean_kubernetes_/, /(^|\.)min_nodes$/, "fewest worker nodes"],
  [/^digitalocean_kubernetes_/, /(^|\.)max_nodes$/, "most worker nodes"],
  [/^digitalocean_kubernetes_/, /(^|\.)size$/, "size of the workers"],
  [/^digitalocean_kubernetes_cluster$/, /^ha$/, "high availability of the control plane"],
  [/^(oci_containerengine|digitalocean_kubernetes)_/, /^(kubernetes_)?version$/, "Kubernetes version"],
  [/^oci_devops_deploy_stage$/, /^timeout_in_seconds$/, "time limit in seconds"],
  [/^oci_monitoring_alarm$/, /^query$/, "condition"],
  [/^oci_monitoring_alarm$/, /^body$/, "text"],
  [/^oci_streaming_stream$/, /^partitions$/, "partitions"],
  [/^oci_streaming_stream$/, /^retention_in_hours$/, "hours of retention"],
  [/^digitalocean_container_registry$/, /^subscription_tier_slug$/, "tier of the registry"],
  [/^helm_release$/, /^timeout$/, "time limit in seconds"],
  [/^helm_release$/, /^values\.0\.replicas$/, "replicas"],
  [/^helm_release$/, /^values\.0\.resources\.requests\.memory$/, "memory of each pod"],
  [/^helm_release$/, /^values\.0\.resources\.limits\.memory$/, "most memory of each pod"],
  [/^helm_release$/, /^values\.0\.version$/, "Kafka version"],
  [/^helm_release$/, /^values\.0\.nodePools\.([^.]+)\.replicas$/, "Kafka nodes ($1)"],
  [/^helm_release$/, /^values\.0\.nodePools\.([^.]+)\.storage\.size$/, "volume of each Kafka node ($1)"],
  [/^helm_release$/, /^values\.0\.topics\.([^.]+)\.partitions$/, "partitions of topic $1"],
  [/^helm_release$/, /^values\.0\.topics\.([^.]+)\.retentionHours$/, "hours of retention of topic $1"],
];

/** What to call a thing, such as `pool` and `apps`, or nothing and its address. */
export function nounOf(address: string): { readonly noun?: string; readonly name: string } {
  // cdktf ends every name with a hash of the place in the tree.
  const short = address.replace(/_[0-9A-F]{8}$/, "");
  const [type = "", ...rest] = short.split(".");
  const noun = Object.hasOwn(nouns, type) ? nouns[type] : undefined;
  return noun === undefined ? { name: short } : { noun, name: rest.join(".").replace(/-(pool|app)$/, "") };
}

/** What to call an attribute; undefined where it has no other name than its path. */
export function phraseOf(address: string, path: string): string | undefined {
  const type = address.split(".")[0] ?? "";
  for (const [types, paths, words] of phrases) {
    const match = types.test(type) && paths.exec(path);
    if (match) return words.replace("$1", match[1] ?? "");
  }
  return undefined;
}

/** A value without what only Terraform needs: a lookup becomes what is looked up, a reference the thing's name. */
export function shortValue(text: string): string {
  return text
    .replace(/^\$\{zipmap\([\s\S]*\["([^"\]]+)"\]\}$/, "$1")
    .replace(/\$\{[a-z]\w*\.([\w-]+?)(?:-pool)?_[0-9A-F]{8}\.id\}/g, "$1");
}
