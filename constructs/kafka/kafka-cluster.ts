import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { markAsHoldingData } from "../holds-data.ts";
import type { KafkaClusterValues } from "./kafka-cluster-values.ts";
import type { StrimziOperator } from "./strimzi-operator.ts";

export interface KafkaClusterProps {
  /** Of the cluster and of its Helm release. A change makes another cluster, without the records of this one. */
  readonly name: string;
  readonly namespace: string;
  /** Folder of charts/kafka-cluster, relative to the stack's own. */
  readonly chart: string;
  readonly values: KafkaClusterValues;
  readonly operator: StrimziOperator;
}

/**
 * A Kafka cluster with its topics and users, as a Helm release of Strimzi's custom
 * resources. The release is made when the resources are; Kafka itself takes
 * some minutes more. A destroy waits until the resources are gone, so that the
 * operator sees them go.
 */
export class KafkaCluster extends Construct {
  public readonly release: Release;
  /** Of the listener with TLS and SCRAM-SHA-512. */
  public readonly bootstrapServers: string;
  /** Strimzi makes it, with the key `ca.crt`, and renews it. */
  public readonly caSecretName: string;

  constructor(scope: Construct, id: string, props: KafkaClusterProps) {
    super(scope, id);
    const { name, namespace, chart, values, operator } = props;
    this.release = new Release(this, "Resource", {
      name,
      namespace,
      chart,
      values: [Fn.yamlencode(values)],
      wait: true,
      maxHistory: 5,
      dependsOn: [operator.release],
    });
    markAsHoldingData(this.release);
    this.bootstrapServers = `${name}-kafka-bootstrap.${namespace}.svc:9093`;
    this.caSecretName = `${name}-cluster-ca-cert`;
  }
}
