import type { ProgramVariables } from "../../apps/messaging/config.ts";

/** The values of charts/stream-app. `values.schema.json` there refuses everything else. */
export interface StreamAppValues {
  /** Full reference by digest: `<registry>/<repository>@sha256:<64 hexadecimal digits>`. */
  readonly image: string;
  /** Secrets of type `kubernetes.io/dockerconfigjson` in the same namespace. Empty: images are public. */
  readonly imagePullSecrets: readonly string[];
  /** Made by the chart. Cloud policies name it, so a new name loses the workload its rights. */
  readonly serviceAccount: { readonly name: string };
  /** Pods. Ignored while `autoscaling` is given. */
  readonly replicas: number;
  /** Adds a HorizontalPodAutoscaler. */
  readonly autoscaling?: {
    readonly minReplicas: number;
    readonly maxReplicas: number;
    /** Average CPU over all pods, in percent of the request, that the autoscaler steers to. */
    readonly cpuPercent: number;
  };
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    /** No CPU limit: it would throttle a program that could use an idle core. */
    readonly limits: { readonly memory: string };
  };
  /** Variables of the container, but for PORT and POD_NAME, which the chart sets. */
  readonly env: Readonly<Omit<ProgramVariables, "PORT" | "POD_NAME">>;
  /** TCP ports, besides DNS, that the pod may open connections to: all others are closed by a NetworkPolicy. */
  readonly networkPolicy: { readonly egressPorts: readonly number[] };
  /** Adds an Ingress with TLS. */
  readonly ingress?: {
    readonly host: string;
    readonly className: string;
    /** Secret of type `kubernetes.io/tls` in the same namespace. */
    readonly tlsSecretName: string;
  };
}
