import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type KafkaSandbox, startKafkaSandbox } from "../../sandbox/kafka/server.ts";
import type { PodSurroundings } from "./cloud.ts";
import type { Deployment, Kubernetes, KubernetesObject } from "./kubernetes.ts";

/** For the table: what is not real about Kafka here. */
export const whatIsPlayed =
  "no operator runs: its Secrets and finalizers are played, and the records go to the embedded broker";

/** Of Strimzi's API; other kinds are not looked at. */
const api = "/apis/kafka.strimzi.io/v1";

/** What the topic operator puts on topics unless it is told not to, and takes away when it has seen them go. */
const topicFinalizer = "strimzi.io/topic-operator";

interface Kafka extends KubernetesObject {
  readonly spec: {
    readonly entityOperator?: {
      readonly template?: {
        readonly topicOperatorContainer?: {
          readonly env?: readonly { readonly name: string; readonly value?: string }[];
        };
      };
    };
  };
}

interface KafkaTopic extends KubernetesObject {
  readonly spec: {
    readonly topicName?: string;
    readonly partitions: number;
    readonly config?: Readonly<Record<string, string | number>>;
  };
}

interface KafkaUser extends KubernetesObject {
  readonly spec: {
    readonly authorization?: {
      readonly acls: readonly {
        readonly resource: { readonly type: string; readonly name?: string; readonly patternType?: string };
        readonly operations: readonly string[];
      }[];
    };
  };
}

export interface StrimziProps {
  /** As somebody within the cluster. */
  readonly kubernetes: Kubernetes;
  readonly namespace: string;
}

/**
 * Plays Strimzi, whose operator is installed here and never runs, with the
 * embedded broker in place of Kafka: topics and users become the broker's, with
 * the rights that their resources give; Secrets appear with the CA and the
 * passwords, owned as Strimzi's are; topics keep their finalizers until an
 * operator sees them go, which it does only while it and its Kafka are there.
 */
export class Strimzi {
  private readonly props: StrimziProps;
  private readonly broker: KafkaSandbox;
  private readonly topics = new Set<string>();
  /** By name: what the user may do, and the password. */
  private readonly users = new Map<string, { readonly acls: string; readonly password: string }>();
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private failure: Error | undefined;

  private constructor(props: StrimziProps, broker: KafkaSandbox) {
    this.props = props;
    this.broker = broker;
  }

  static async start(props: StrimziProps): Promise<Strimzi> {
    const strimzi = new Strimzi(props, await startKafkaSandbox({ port: 0 }));
    strimzi.running = strimzi.run();
    return strimzi;
  }

  /**
   * Waits until what the resources say is so.
   *
   * @returns what a pod in the namespace finds
   */
  async surroundings(): Promise<PodSurroundings> {
    await this.reconcile();
    if (this.failure) throw this.failure;
    return { variables: { KAFKA_BOOTSTRAP_SERVERS: this.broker.bootstrapServers }, files: {} };
  }

  async close(): Promise<void> {
    this.stopped.abort();
    await this.running;
    await this.broker.close();
  }

  /** Like an operator, it tries again when something fails, and what fails for good shows when somebody needs it. */
  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await this.reconcile().then(
        () => {
          this.failure = undefined;
        },
        (error: Error) => {
          this.failure = error;
        },
      );
      await sleep(300, undefined, { signal: this.stopped.signal }).catch(() => {});
    }
  }

  private async reconcile(): Promise<void> {
    const { kubernetes, namespace } = this.props;
    const deployments = await kubernetes.deployments(namespace);
    const operator = deployments.find(({ metadata }) => metadata.name === "strimzi-cluster-operator");
    const kafkas = await this.resources<Kafka>("kafkas");
    const kafka = kafkas.find(({ metadata }) => metadata.deletionTimestamp === undefined);
    if (!isThere(operator) || !kafka) return;
    await this.secret(`${kafka.metadata.name}-cluster-ca-cert`, kafka, "Kafka", {
      "ca.crt": readFileSync(this.broker.caFile, "utf8"),
    });
    for (const topic of await this.resources<KafkaTopic>("kafkatopics")) await this.follow(topic, kafka);
    for (const user of await this.resources<KafkaUser>("kafkausers")) await this.admit(user);
  }

  private resources<T extends KubernetesObject>(plural: string): Promise<readonly T[]> {
    return this.props.kubernetes.list(`${api}/namespaces/${this.props.namespace}/${plural}`);
  }

  private async follow(topic: KafkaTopic, kafka: Kafka): Promise<void> {
    const { name, finalizers = [], deletionTimestamp } = topic.metadata;
    const { topicName = name, partitions, config = {} } = topic.spec;
    const others = finalizers.filter((one) => one !== topicFinalizer);
    const wanted = deletionTimestamp === undefined && usesFinalizers(kafka);
    if (finalizers.includes(topicFinalizer) !== wanted) {
      await this.props.kubernetes.patch(`${api}/namespaces/${this.props.namespace}/kafkatopics/${name}`, {
        metadata: { finalizers: wanted ? [...others, topicFinalizer] : others },
      });
    }
    if (deletionTimestamp !== undefined || this.topics.has(topicName)) return;
    // One broker stands for all of them, so its copy is the only one that can be in sync.
    this.broker.createTopic({ name: topicName, partitions, config: { ...config, "min.insync.replicas": 1 } });
    this.topics.add(topicName);
  }

  private async admit(user: KafkaUser): Promise<void> {
    const { name, deletionTimestamp } = user.metadata;
    if (deletionTimestamp !== undefined) return;
    const acls = JSON.stringify(user.spec.authorization?.acls ?? []);
    const before = this.users.get(name);
    const password = before?.password ?? randomBytes(16).toString("hex");
    if (before?.acls !== acls) {
      await this.broker.createUser({ name, password, access: accessOf(user) });
      this.users.set(name, { acls, password });
    }
    await this.secret(name, user, "KafkaUser", { password });
  }

  /** As Strimzi's are: they go with the resource that they are about. */
  private async secret(
    name: string,
    { metadata: { name: owner, uid } }: KubernetesObject,
    kind: string,
    content: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { kubernetes, namespace } = this.props;
    const current = await kubernetes.secret(namespace, name);
    if (current !== undefined && Object.entries(content).every(([key, text]) => current[key] === text))
      return;
    await kubernetes.apply(`/api/v1/namespaces/${namespace}/secrets/${name}`, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name,
        namespace,
        labels: { "app.kubernetes.io/managed-by": "strimzi-user-operator" },
        ownerReferences: [{ apiVersion: "kafka.strimzi.io/v1", kind, name: owner, uid }],
      },
      data: Object.fromEntries(
        Object.entries(content).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
      ),
    });
  }
}

function isThere(deployment: Deployment | undefined): boolean {
  return deployment !== undefined && deployment.metadata.deletionTimestamp === undefined;
}

function usesFinalizers({ spec }: Kafka): boolean {
  const env = spec.entityOperator?.template?.topicOperatorContainer?.env ?? [];
  return env.find(({ name }) => name === "STRIMZI_USE_FINALIZERS")?.value !== "false";
}

/** What the user's ACLs come to: the same words as in Kafka, and nothing that they do not say. */
function accessOf({ spec }: KafkaUser) {
  const of = (type: string, operation: string) =>
    (spec.authorization?.acls ?? [])
      .filter(({ resource, operations }) => resource.type === type && operations.includes(operation))
      .map(({ resource }) => resource.name ?? "");
  return { write: of("topic", "Write"), read: of("topic", "Read"), groups: of("group", "Read") };
}
