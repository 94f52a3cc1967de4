import { parse } from "yaml";
import { encodedLiteral } from "../diff/hcl-literal.ts";
import { at } from "../diff/planned-change.ts";
import {
  byUse,
  doksHighAvailability,
  doksRegistry,
  doksWorkers,
  kafkaDisks,
  okeControlPlane,
  okeWorkers,
  type Quantity,
  type Range,
} from "./quantity.ts";

/** What a resource's own attributes do not say. */
export interface Surroundings {
  /** Between which an autoscaler moves the pool. @default it stays as large as it is */
  readonly limits?: Range | undefined;
  /** Of volumes that name none. */
  readonly storageClass: string;
}

type Bill = (values: unknown, surroundings: Surroundings) => readonly Quantity[];

/**
 * What a month of one resource is billed for.
 *
 * @param values its attributes, as a plan or as synth has them
 * @throws Error when an attribute that decides is not known
 */
export function billedFor(type: string, values: unknown, surroundings: Surroundings): readonly Quantity[] {
  return values === null || values === undefined ? [] : (billed[type]?.(values, surroundings) ?? []);
}

const billed: Readonly<Record<string, Bill>> = {
  oci_containerengine_cluster: (values) =>
    at(values, "type") === "ENHANCED_CLUSTER" ? [okeControlPlane()] : [],
  oci_containerengine_node_pool: (values, { limits }) => {
    const shape = block(values, "node_shape_config");
    const details = block(values, "node_config_details");
    return okeWorkers({
      name: String(at(values, "name")),
      shape: String(at(values, "node_shape")),
      ocpus: number(shape, "ocpus"),
      memoryGb: number(shape, "memory_in_gbs"),
      bootVolumeGb: number(block(values, "node_source_details"), "boot_volume_size_in_gbs"),
      preemptible: /"preemptible_node_config":\[?\{/.test(JSON.stringify(details)),
      nodes: limits ?? fixed(number(details, "size")),
    });
  },
  digitalocean_kubernetes_cluster: (values) => [
    ...(at(values, "ha") === true ? [doksHighAvailability()] : []),
    droplets(block(values, "node_pool")),
  ],
  digitalocean_kubernetes_node_pool: (values) => [droplets(values)],
  digitalocean_container_registry: (values) => [doksRegistry(String(at(values, "subscription_tier_slug")))],
  helm_release: (values, { storageClass }) => kafka(releaseValues(values), storageClass),
  oci_streaming_stream: (values) => [byUse(`stream ${at(values, "name")}: records put, got and kept`)],
  oci_artifacts_container_repository: (values) => [
    byUse(`repository ${at(values, "display_name")}: images kept`),
  ],
  oci_logging_log: (values) => [byUse(`log ${at(values, "display_name")}: what is kept`)],
};

function droplets(pool: unknown): Quantity {
  const nodes =
    at(pool, "auto_scale") === true
      ? { least: number(pool, "min_nodes"), most: number(pool, "max_nodes") }
      : fixed(number(pool, "node_count"));
  return doksWorkers(String(at(pool, "name")), String(at(pool, "size")), nodes);
}

/** The first of a release's `values`; ours have one. */
function releaseValues(release: unknown): unknown {
  const [text] = [at(release, "values")].flat();
  if (typeof text !== "string") return undefined;
  return encodedLiteral(text) ?? parse(text);
}

interface KafkaNodePool {
  readonly roles: readonly string[];
  readonly replicas: number;
  readonly storage: { readonly size: string; readonly class: string };
}

/** Of charts/kafka-cluster: no other chart here has pools with roles. */
function kafka(values: unknown, storageClass: string): readonly Quantity[] {
  const pools = at(values, "nodePools") as readonly KafkaNodePool[] | undefined;
  if (!Array.isArray(pools) || !pools.every((pool) => at(pool, "roles"))) return [];
  const count = (some: readonly KafkaNodePool[], each: (pool: KafkaNodePool) => number) =>
    some.reduce((sum, pool) => sum + pool.replicas * each(pool), 0);
  return kafkaDisks({
    brokers: count(
      pools.filter(({ roles }) => roles.includes("broker")),
      () => 1,
    ),
    gigabytes: count(pools, ({ storage }) => Number.parseInt(storage.size, 10)),
    storageClass: pools[0]?.storage.class || storageClass,
    loadBalancers: at(at(values, "external"), "type") === "loadbalancer",
  });
}

/** A plan has a list of one where synth has the block itself. */
function block(values: unknown, name: string): unknown {
  return [at(values, name)].flat()[0];
}

function number(values: unknown, name: string): number {
  const value = at(values, name);
  if (value === null || value === undefined || Number.isNaN(Number(value))) {
    throw new Error(`${name} is not known`);
  }
  return Number(value);
}

function fixed(nodes: number): Range {
  return { least: nodes, most: nodes };
}
