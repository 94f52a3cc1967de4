/**
 * The contract between infrastructure and programs: every environment variable
 * that the producer and the consumer read. Infrastructure imports the types and
 * so cannot set a variable that no program knows, or forget one.
 */

/** How a program proves to Oracle Cloud who it is. */
export type OciAuth = "workload-identity" | "instance-principal" | "resource-principal" | "config-file";

export type RecordKind = "people" | "ratings";

interface CommonVariables {
  /** Record kinds that the program handles, separated by commas: `people,ratings`. */
  readonly RECORDS: string;
  /** TCP port of the HTTP server. @default "8080" */
  readonly PORT?: string;
  /** Address that the HTTP server listens on. @default "0.0.0.0" */
  readonly HOST?: string;
  /** pino level: trace, debug, info, warn, error, fatal or silent. @default "info" */
  readonly LOG_LEVEL?: string;
  /** Names this instance in the consumer group and in /version; stable across restarts of the same pod. @default the host name */
  readonly POD_NAME?: string;
  /** Seconds that a stop may take before what is still in hand is given up and named in the log. @default "20" */
  readonly DRAIN_SECONDS?: string;
  /** Consumer only, and required there. */
  readonly CONSUMER_GROUP?: string;
  /** Producer only: sample records made per second. @default "0" */
  readonly SAMPLES_PER_SECOND?: string;
}

export interface OciStreamingVariables extends CommonVariables {
  readonly MESSAGING: "oci-streaming";
  /** Secret with `{"streamMessagesEndpoint", "streamOCID"}`. The OCID, never the content. */
  readonly STREAM_DETAILS_SECRET_OCID: string;
  readonly OCI_AUTH: OciAuth;
  /** Such as `eu-frankfurt-1`. Required by workload identity, which cannot find it out by itself. @default what the credential says */
  readonly OCI_REGION?: string;
  /** `config-file` only. @default "~/.oci/config" */
  readonly OCI_CONFIG_FILE?: string;
  /** `config-file` only. @default "DEFAULT" */
  readonly OCI_CONFIG_PROFILE?: string;
  /** Base URL of the Secrets service in place of the region's own: a private endpoint, or the sandbox. */
  readonly OCI_SECRETS_ENDPOINT?: string;
}

export interface KafkaVariables extends CommonVariables {
  readonly MESSAGING: "kafka";
  /** `host:port`, several separated by commas. */
  readonly KAFKA_BOOTSTRAP_SERVERS: string;
  readonly KAFKA_TOPIC: string;
  /** PEM file with the cluster's certificate authority. */
  readonly KAFKA_CA_FILE: string;
  readonly KAFKA_USERNAME: string;
  /** File that holds the SCRAM-SHA-512 password and nothing else. */
  readonly KAFKA_PASSWORD_FILE: string;
}

export type ProgramVariables = OciStreamingVariables | KafkaVariables;
