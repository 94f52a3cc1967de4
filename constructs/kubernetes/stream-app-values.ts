import type { ProgramVariables } from "../../apps/messaging/config.ts";

/** The values of charts/stream-app that are set here; its values.yaml has the others, and says what each does. */
export interface StreamAppValues {
  /** Full reference by digest: `<registry>/<repository>@sha256:<64 hexadecimal digits>`. */
  readonly image: string;
  /** Names of secrets of type `kubernetes.io/dockerconfigjson` in the same namespace. */
  readonly imagePullSecrets: readonly string[];
  /** Made by the chart. Cloud policies name it, so another name loses the workload its rights. */
  readonly serviceAccount: { readonly create: true; readonly name: string };
  /** Pods. */
  readonly replicas: number;
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly cpu: string; readonly memory: string };
  };
  /** Must not hold PORT, POD_NAME or DRAIN_SECONDS, which the chart sets. */
  readonly env: ProgramVariables;
  readonly workloadIdentity: {
    readonly enabled: boolean;
    /** Where the service account's token is exchanged: the subnet of the Kubernetes API endpoint. */
    readonly apiEndpointCidrs: readonly string[];
  };
  readonly networkPolicy: {
    readonly enabled: true;
    /** Who may call the program. */
    readonly ingressFrom: readonly NetworkPeer[];
    /** What the program may call on port 443. */
    readonly httpsCidrs: readonly string[];
    /** What it may call beside that. */
    readonly extraEgress: readonly EgressRule[];
  };
  /** Empty: none. */
  readonly ingress:
    | Readonly<Record<string, never>>
    | { readonly host: string; readonly className: string; readonly tlsSecretName: string };
  /** Keys of Kubernetes Secrets that become files. @default none */
  readonly secretFiles?: readonly SecretFiles[];
  /** Keys of Secrets of another namespace that become files. @default none */
  readonly kubeSecretFiles?: KubeSecretFiles & {
    /** Where the Kubernetes API server's own addresses are: no service's. */
    readonly apiServerCidrs: readonly string[];
  };
  /** OCIDs of secrets of Oracle's vault, by the file in /etc/vault that each becomes. @default none */
  readonly vaultFiles?: Readonly<Record<string, string>>;
}

/** Keys of one Secret of the program's namespace, as files; what is rotated there appears in them. */
export interface SecretFiles {
  readonly secretName: string;
  /** A folder below /etc, but for /etc/stream-app, /etc/vault and /etc/kube-secrets, which are the chart's own. */
  readonly mountPath: string;
  /** Each becomes a file of that name. */
  readonly keys: readonly string[];
}

/** Keys of Secrets, as files `/etc/kube-secrets/<secret>/<key>`; what is changed there appears in them. */
export interface KubeSecretFiles {
  /** Of the Secrets. The service account must have the right to watch them there. */
  readonly namespace: string;
  /** Keys by the name of the Secret. */
  readonly secrets: Readonly<Record<string, readonly string[]>>;
}

/** Pods of a namespace, as a NetworkPolicy spells it. */
export interface NetworkPeer {
  readonly namespaceSelector: PodSelector;
  /** @default all pods of the namespace */
  readonly podSelector?: PodSelector;
}

interface PodSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
}

/** IPv4 addresses, as a NetworkPolicy spells them. */
export interface AddressBlock {
  readonly ipBlock: { readonly cidr: string };
}

export interface EgressRule {
  readonly to: readonly (NetworkPeer | AddressBlock)[];
  readonly ports: readonly { readonly protocol: "TCP"; readonly port: number }[];
}
