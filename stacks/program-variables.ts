import type { ProgramVariables } from "../apps/messaging/config.ts";
import type { OciAuth } from "../apps/messaging/oci/oci-config.ts";
import type { ProducerVariables } from "../apps/messaging/producer-config.ts";
import type { KubeSecretFiles, SecretFiles } from "../constructs/kubernetes/stream-app-values.ts";
import type { Consumer, Environment, Producer } from "../environments/schema.ts";
import { streamOf } from "./naming.ts";

/** Where a stream is and how a program proves who it is: in the cluster, or on a laptop against the sandbox. */
export interface StreamConnection {
  readonly messaging: "oci-streaming";
  readonly streamDetailsSecretOcid: string;
  readonly auth: OciAuth;
  readonly region: string;
  /** With auth `config-file` only. */
  readonly configFile?: string;
  /** In place of the region's own Secrets service. */
  readonly secretsEndpoint?: string;
  /** In a pod: what the configuration file and its key come from. @default none */
  readonly secretFiles?: readonly SecretFiles[];
}

/** Where the topic is and who a program is to the brokers; files hold what proves it. */
export interface KafkaConnection {
  readonly messaging: "kafka";
  /** `host:port`, several separated by commas. */
  readonly bootstrapServers: string;
  readonly topic: string;
  readonly username: string;
  /** PEM of the authority that signs the brokers' certificates. */
  readonly caFile: string;
  /** Holds the SCRAM-SHA-512 password and nothing else. */
  readonly passwordFile: string;
  /** In a pod of Kafka's namespace: what the two files come from. @default none */
  readonly secretFiles?: readonly SecretFiles[];
  /** In a pod of another one. @default none */
  readonly kubeSecretFiles?: KubeSecretFiles;
}

/** Everything that the programs of an environment may be connected to. */
export interface Connections {
  /** By the name of the stream. */
  readonly streams: Readonly<Record<string, StreamConnection>>;
  /** By the name of the app: each is a user of its own. */
  readonly kafka: Readonly<Record<string, KafkaConnection>>;
}

/** @throws Error when there is none, which `validateEnvironments` would have refused */
export function connectionOf(
  environment: Environment,
  name: string,
  app: Producer | Consumer,
  { streams, kafka }: Connections,
): StreamConnection | KafkaConnection {
  const [connections, key, what] =
    app.transport === "kafka" ? [kafka, name, "Kafka user"] : [streams, streamOf(environment, app), "stream"];
  const connection = connections[key];
  if (connection === undefined) {
    const known = Object.keys(connections).join(", ") || "none";
    throw new Error(`${environment.name}: ${what} must be one of ${known}, got "${key}". Validate it first.`);
  }
  return connection;
}

/** The group whose members share the records that this consumer reads. */
export function consumerGroup(environment: Environment, consumer: Consumer): string {
  return consumer.group ?? environment.name;
}

/**
 * The variables of one program, but for those of the place where it runs
 * (PORT, POD_NAME). The Helm release and `npm start` both call this, so a
 * laptop runs the programs as the cluster does.
 */
export function programVariables(
  environment: Environment,
  app: Producer | Consumer,
  connection: StreamConnection | KafkaConnection,
): ProgramVariables {
  const common = {
    RECORDS: app.records.join(","),
    ...(app.program === "producer"
      ? producerVariables(app)
      : { CONSUMER_GROUP: consumerGroup(environment, app) }),
  };
  if (connection.messaging === "kafka") {
    const { messaging, bootstrapServers, topic, caFile, username, passwordFile } = connection;
    return {
      MESSAGING: messaging,
      KAFKA_BOOTSTRAP_SERVERS: bootstrapServers,
      KAFKA_TOPIC: topic,
      KAFKA_CA_FILE: caFile,
      KAFKA_USERNAME: username,
      KAFKA_PASSWORD_FILE: passwordFile,
      ...common,
    };
  }
  const { messaging, streamDetailsSecretOcid, auth, region, configFile, secretsEndpoint } = connection;
  return {
    MESSAGING: messaging,
    STREAM_DETAILS_SECRET_OCID: streamDetailsSecretOcid,
    OCI_AUTH: auth,
    OCI_REGION: region,
    ...(configFile === undefined ? {} : { OCI_CONFIG_FILE: configFile }),
    ...(secretsEndpoint === undefined ? {} : { OCI_SECRETS_ENDPOINT: secretsEndpoint }),
    ...common,
  };
}

function producerVariables({ samplesPerSecond, exposure, authentication }: Producer): ProducerVariables {
  return {
    SAMPLES_PER_SECOND: String(samplesPerSecond),
    // The program warns when people from outside reach it and need no token.
    ...(exposure.kind === "ingress" && { PUBLIC_HOST: exposure.host }),
    ...(authentication && {
      OIDC_ISSUER: authentication.issuer,
      OIDC_AUDIENCE: authentication.audience,
      ...(authentication.jwksUrl !== undefined && { OIDC_JWKS_URL: authentication.jwksUrl }),
      ...(authentication.scope !== undefined && { OIDC_SCOPE: authentication.scope }),
    }),
  };
}
