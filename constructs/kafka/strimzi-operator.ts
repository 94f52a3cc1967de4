import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { StrimziChart } from "./strimzi-chart.ts";
import type { StrimziDefinitions } from "./strimzi-definitions.ts";

export interface StrimziOperatorProps {
  /** Watched by this operator, and no other namespace. */
  readonly namespace: string;
  readonly strimzi: StrimziChart;
  readonly definitions: StrimziDefinitions;
}

/** Of the operator's own chart; what it comes to is seen by delivery/chart/operator.ts. */
export const operatorValues = {
  // None more than the release's own.
  watchNamespaces: [],
  watchAnyNamespace: false,
  operatorNetworkPolicy: { enabled: true },
  // The namespace admits no other pods.
  extraEnvs: [{ name: "STRIMZI_POD_SECURITY_PROVIDER_CLASS", value: "restricted" }],
} as const;

/** Strimzi's cluster operator, for the Kafka of its own namespace. */
export class StrimziOperator extends Construct {
  /** Custom resources wait for it, and go before it does. */
  public readonly release: Release;

  constructor(scope: Construct, id: string, props: StrimziOperatorProps) {
    super(scope, id);
    const { namespace, strimzi, definitions } = props;
    this.release = new Release(this, "Resource", {
      ...strimzi,
      name: "strimzi",
      namespace,
      skipCrds: true,
      values: [Fn.yamlencode(operatorValues)],
      atomic: true,
      cleanupOnFail: true,
      wait: true,
      maxHistory: 5,
      dependsOn: [definitions.release],
    });
  }
}
