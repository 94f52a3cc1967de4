/** The values of charts/kafka-cluster that are set here; its values.yaml has the others, and says what each does. */
export interface KafkaClusterValues {
  readonly version: string;
  readonly metadataVersion: string;
  readonly nodePools: readonly KafkaNodePoolValues[];
  readonly replicationFactor: number;
  readonly minInSyncReplicas: number;
  /** Label of the workers. Empty: none. */
  readonly rack: string;
  readonly topology: readonly { readonly key: string; readonly required: boolean }[];
  /** Who may connect inside the cluster. */
  readonly listener: { readonly peers: readonly KafkaPeer[] };
  /** Empty: none. */
  readonly external:
    | Readonly<Record<string, never>>
    | {
        readonly type: "loadbalancer";
        readonly sourceRanges: readonly string[];
        readonly annotations: Readonly<Record<string, string>>;
      }
    | { readonly type: "nodeport"; readonly addressType: string }
    | {
        readonly type: "tlsroute";
        readonly host: string;
        readonly hostTemplate: string;
        readonly gateway: { readonly name: string; readonly namespace: string };
      };
  readonly topics: Readonly<Record<string, KafkaTopicValues>>;
  readonly users: Readonly<Record<string, KafkaUserValues>>;
  readonly cruiseControl: { readonly enabled: boolean };
  readonly exporter: { readonly enabled: boolean };
  readonly metrics: { readonly podMonitor: boolean };
  readonly certificates: { readonly validityDays: number; readonly renewalDays: number };
  readonly maintenanceTimeWindows: readonly string[];
  readonly keepOnUninstall: boolean;
}

export interface KafkaNodePoolValues {
  /** Another name is another pool, with volumes of its own. */
  readonly name: string;
  readonly roles: readonly ("controller" | "broker")[];
  readonly replicas: number;
  readonly storage: { readonly size: string; readonly class: string; readonly deleteClaim: boolean };
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly memory: string };
  };
  readonly heap: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly {
    readonly key: string;
    readonly operator: "Equal";
    readonly value: string;
    readonly effect: "NoSchedule" | "NoExecute";
  }[];
}

/** Pods, as a NetworkPolicy spells it. */
export interface KafkaPeer {
  readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  /** @default the namespace of the cluster */
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
}

export interface KafkaTopicValues {
  readonly partitions: number;
  readonly replicas: number;
  readonly minInSyncReplicas: number;
  readonly retentionHours: number;
}

export interface KafkaUserValues {
  readonly produce?: readonly string[];
  readonly consume?: readonly string[];
  readonly groups?: readonly string[];
  readonly quotas?: {
    readonly producerByteRate?: number;
    readonly consumerByteRate?: number;
    readonly requestPercentage?: number;
  };
}
