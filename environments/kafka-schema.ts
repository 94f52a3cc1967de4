/** What may be said about Kafka in the cluster; schema.ts has the rest of an environment. */

/** Apache Kafka in KRaft mode, run by Strimzi. Either dual-role nodes, or controllers and brokers apart. */
export interface Kafka {
  /** One of versions.ts. */
  readonly version: string;
  /**
   * Format of the cluster's own log, such as `4.2-IV1`. It never goes back: hold
   * the old one while the brokers are upgraded, and drop this line when they
   * have proven themselves (docs/kafka.md). @default that of `version`
   */
  readonly metadataVersion?: string;
  /** Nodes that are controller and broker in one: an odd number. Another kind of cluster cannot be made of it later. @default 0 */
  readonly dualRoleNodes?: number;
  /** An odd number, which Strimzi cannot change later. @default 0 */
  readonly controllers?: number;
  /** @default 0 */
  readonly brokers?: number;
  /** Of each broker's volume, in gigabytes. Can grow, never shrink: Strimzi keeps the old size and says so. On OKE at least 50. */
  readonly storageGb: number;
  /** Of each controller's volume, in gigabytes. @default 50 on OKE, which makes none smaller, and 10 elsewhere */
  readonly controllerStorageGb?: number;
  /** StorageClass of the volumes. Fixed when they are made. @default the cluster's own default */
  readonly storageClass?: string;
  /** Of each broker or dual-role node. @default 250 thousandths of a core and 1024 MiB: enough to try */
  readonly nodes?: KafkaNodeSize;
  /** Of each controller. @default 100 thousandths of a core and 1024 MiB */
  readonly controllerNodes?: KafkaNodeSize;
  /** Labels of the workers that nodes run on. Taints with the same key and value do not keep them away. @default any worker */
  readonly workers?: Readonly<Record<string, string>>;
  /**
   * What copies of a partition are kept apart by. `zone` is an availability domain
   * on OKE; `fault-domain` is for its regions that have only one. A cluster whose workers have no such
   * label cannot start with it. @default zone on OKE with several brokers, and nothing elsewhere
   */
  readonly rack?: "zone" | "fault-domain";
  /**
   * Where programs with transport `kafka` run. In Kafka's namespace they mount Strimzi's
   * Secrets. In the environment's, beside its other programs, each pod has a sidecar that reads the
   * two Secrets of its program from the Kubernetes API: docs/kafka.md says when. A change makes their
   * releases anew. @default "kafka-namespace"
   */
  readonly programsIn?: "kafka-namespace" | "environment-namespace";
  /**
   * Where the Kubernetes API server itself is, seen from a pod: IPv4 CIDRs from /8 to /32. With
   * `programsIn: "environment-namespace"`, and not on OKE, whose endpoint has its subnet:
   * `kubectl get endpointslices -l kubernetes.io/service-name=kubernetes`.
   */
  readonly apiServerCidrs?: readonly string[];
  /** Of the topic that the programs use; another name is another topic. @default "records" */
  readonly topic?: string;
  /** Of that topic. Can grow, never shrink. */
  readonly partitions: number;
  /** Copies of each partition: at most one a broker. */
  readonly replicationFactor: number;
  /**
   * Copies that must have a record before its sender hears so. With as many as
   * there are copies, nothing could be written while a node restarts, so there
   * is one less at most. @default one less than the copies, and one of one
   */
  readonly minInSyncReplicas?: number;
  /** Age at which records are deleted, in hours. */
  readonly retentionHours: number;
  /** Further topics, for programs of others, by name. Without `protectData`, one that is taken away is deleted with its records. */
  readonly topics?: Readonly<Record<string, KafkaTopic>>;
  /** Further users, by name: people, and programs of others. Their passwords are in Secrets of the same names. */
  readonly users?: Readonly<Record<string, KafkaUser>>;
  /** Of each user, those of the programs included, unless the user has its own. @default none */
  readonly quotas?: KafkaQuotas;
  /** A way in for clients outside the cluster, with TLS and passwords like the one inside. Not on OKE. @default none */
  readonly external?: KafkaLoadBalancers | KafkaNodePorts | KafkaGateway;
  /** Moves partitions when brokers come and go. With two brokers or more. @default true with two brokers or more */
  readonly cruiseControl?: boolean;
  /** Lag of consumer groups for Prometheus. @default true with two brokers or more */
  readonly exporter?: boolean;
  /** PodMonitor and alerts for the Prometheus operator, whose definitions must be in the cluster already. @default false */
  readonly podMonitor?: boolean;
  /** Of what Strimzi signs, and of its two authorities. @default 365 days, renewed 30 days before the end */
  readonly certificates?: { readonly validityDays: number; readonly renewalDays: number };
  /**
   * When certificates may be renewed, which restarts the nodes one by one: cron
   * expressions of Quartz in UTC, seconds first, such as `* * 2-4 ? * SUN`. @default at any time
   */
  readonly maintenanceWindows?: readonly string[];
}

export interface KafkaNodeSize {
  /** Requested CPU in thousandths of a core. What is idle may be used beyond it. */
  readonly cpuMillis: number;
  /** Requested memory in MiB, and the limit. At least 512. Half of it is Java's; the rest caches records. */
  readonly memoryMiB: number;
}

export interface KafkaTopic {
  /** Can grow, never shrink. */
  readonly partitions: number;
  readonly retentionHours: number;
  /** @default the environment's */
  readonly replicationFactor?: number;
  /** @default one less than the copies, and one of one */
  readonly minInSyncReplicas?: number;
}

/** Rights of one user. At least one of `produce` and `consume`. */
export interface KafkaUser {
  /** Topics that it may write. @default none */
  readonly produce?: readonly string[];
  /** Topics that it may read, in its groups. @default none */
  readonly consume?: readonly string[];
  /** Consumer groups of its own. With `consume`. */
  readonly groups?: readonly string[];
  /** In place of the environment's. */
  readonly quotas?: KafkaQuotas;
}

/** The most that a user may take of each broker. At least one of these. */
export interface KafkaQuotas {
  readonly produceBytesPerSecond?: number;
  readonly consumeBytesPerSecond?: number;
  /** Of the time of one thread: 200 is that of two. */
  readonly requestPercent?: number;
}

/** A load balancer for the first connection, and one for each broker. */
export interface KafkaLoadBalancers {
  readonly kind: "load-balancer";
  /** Who may connect: IPv4 CIDRs from /8 to /32, never the whole internet. */
  readonly allowedCidrs: readonly string[];
  /** Of the Services, for the cloud that makes the load balancers. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A port of every worker. For workers that clients reach by the address of that kind. */
export interface KafkaNodePorts {
  readonly kind: "node-port";
  readonly address: "ExternalIP" | "InternalIP" | "Hostname";
}

/** A Gateway of the Gateway API that passes TLS through: one address for all. It must exist. */
export interface KafkaGateway {
  readonly kind: "gateway";
  /** Of the first connection. */
  readonly host: string;
  /** Of each broker, with `{nodeId}` in it. */
  readonly hostTemplate: string;
  readonly gateway: { readonly name: string; readonly namespace: string };
}
