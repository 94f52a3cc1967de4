import { DataHelmTemplate } from "@cdktf/provider-helm/lib/data-helm-template/index.js";
import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { StrimziChart } from "./strimzi-chart.ts";

export interface StrimziDefinitionsProps {
  readonly namespace: string;
  readonly strimzi: StrimziChart;
  /** Folder of charts/strimzi-crds, relative to the stack's own. */
  readonly chart: string;
}

/**
 * Strimzi's custom resource definitions, upgraded with its version. Helm installs
 * what a chart has in `crds/` once and never again, so they are taken out of the
 * operator's chart and installed as the templates of another. They stay when
 * the release goes: with them would go every Kafka of the whole cluster.
 */
export class StrimziDefinitions extends Construct {
  /** What needs the definitions waits for it. */
  public readonly release: Release;

  constructor(scope: Construct, id: string, props: StrimziDefinitionsProps) {
    super(scope, id);
    const { namespace, strimzi, chart } = props;
    const operator = new DataHelmTemplate(this, "operator", {
      ...strimzi,
      name: "strimzi",
      // Not a reference: it would put the reading off until the namespace is there, and hide a plan's changes.
      namespace: "default",
      includeCrds: true,
      // One template is the least that Helm renders; the definitions come with any.
      showOnly: ["templates/010-ServiceAccount-strimzi-cluster-operator.yaml"],
    });
    this.release = new Release(this, "Resource", {
      name: "strimzi-crds",
      namespace,
      chart,
      values: [Fn.yamlencode({ crds: operator.crds })],
      // Those that somebody else installed, or that an earlier release left.
      takeOwnership: true,
      wait: true,
      maxHistory: 2,
    });
  }
}
