import { Release } from "@cdktf/provider-helm/lib/release/index.js";
import { Fn, type Precondition } from "cdktf";
import { Construct } from "constructs";
import type { StreamAppValues } from "./stream-app-values.ts";

export interface StreamAppProps {
  /** Name of the Helm release, the Deployment and the Service. A change replaces all three. */
  readonly name: string;
  readonly namespace: string;
  /** Folder of charts/stream-app, relative to the stack's own. */
  readonly chart: string;
  readonly values: StreamAppValues;
  /** Seconds that may pass until what the pods wait for is there, such as a Secret that somebody else makes. @default 0 */
  readonly secondsToWait?: number;
  /** Checked when planning; an unmet one stops the plan with its message. */
  readonly preconditions?: readonly Precondition[];
}

// Pulling the image takes most of it; the chart gives the program one minute. Pods
// are replaced one by one.
const secondsToStart = 180;

/** What a release may take until every pod is new. */
export function secondsToRoll(replicas: number): number {
  return secondsToStart * (replicas + 1);
}

/** One of our own programs, as a Helm release that is rolled back unless every pod becomes ready. */
export class StreamApp extends Construct {
  constructor(scope: Construct, id: string, props: StreamAppProps) {
    super(scope, id);
    const { name, namespace, chart, values, secondsToWait = 0, preconditions = [] } = props;

    new Release(this, "Resource", {
      name,
      namespace,
      chart,
      // Terraform encodes: JSON.stringify would break values that are known only when applying.
      values: [Fn.yamlencode(values)],
      atomic: true,
      cleanupOnFail: true,
      wait: true,
      timeout: secondsToWait + secondsToRoll(values.replicas),
      // Each revision is a Secret in the namespace, and Helm keeps all of them unless told.
      maxHistory: 5,
      ...(preconditions.length === 0 ? {} : { lifecycle: { precondition: [...preconditions] } }),
    });
  }
}
