import type { Kafka } from "../../environments/kafka-schema.ts";
import type { Environment } from "../../environments/schema.ts";
import {
  doksHighAvailability,
  doksRegistry,
  doksWorkers,
  kafkaDisks,
  okeControlPlane,
  okeWorkers,
  type Quantity,
  type Range,
} from "./quantity.ts";

/**
 * What is billed by time, because it exists. What is billed by use (records put,
 * got and kept, traffic to the internet, load balancers that an ingress controller
 * makes) depends on the use and is not here.
 */
export function monthlyQuantities({ cluster, kafka, registry }: Environment): readonly Quantity[] {
  switch (cluster.kind) {
    case "oke":
      return [
        okeControlPlane(),
        ...Object.entries(cluster.nodePools).flatMap(([name, { nodes, capacity, ...pool }]) =>
          okeWorkers({ name, ...pool, preemptible: capacity === "preemptible", nodes: rangeOf(nodes) }),
        ),
        ...kafkaQuantities(kafka, 50, "oci-bv"),
      ];
    case "doks":
      return [
        ...(cluster.highlyAvailable ? [doksHighAvailability()] : []),
        ...Object.entries(cluster.nodePools).map(([name, { size, nodes }]) =>
          doksWorkers(name, size, rangeOf(nodes)),
        ),
        ...kafkaQuantities(kafka, 10, "do-block-storage"),
        ...(registry.kind === "digitalocean" ? [doksRegistry(registry.tier ?? "basic")] : []),
      ];
    case "existing":
      return [];
  }
}

/**
 * @param controllerGb of a controller's volume, where the environment does not say
 * @param storageClass of the cluster, where the environment names none
 */
function kafkaQuantities(
  kafka: Kafka | undefined,
  controllerGb: number,
  storageClass: string,
): readonly Quantity[] {
  if (kafka === undefined) return [];
  const { dualRoleNodes = 0, controllers = 0, storageGb, controllerStorageGb = controllerGb } = kafka;
  const brokers = dualRoleNodes + (kafka.brokers ?? 0);
  return kafkaDisks({
    brokers,
    gigabytes: brokers * storageGb + controllers * controllerStorageGb,
    storageClass: kafka.storageClass ?? storageClass,
    loadBalancers: kafka.external?.kind === "load-balancer",
  });
}

type Nodes = number | { readonly minimum: number; readonly maximum: number };

function rangeOf(nodes: Nodes): Range {
  return typeof nodes === "number"
    ? { least: nodes, most: nodes }
    : { least: nodes.minimum, most: nodes.maximum };
}
