import { hostname } from "node:os";
import { type DatabaseConfig, type DatabaseVariables, readDatabase } from "./database/database-config.ts";
import { type ProducerSettings, type ProducerVariables, readProducerSettings } from "./producer-config.ts";
import type { Environment, Rule } from "./variables.ts";
import { integerFrom, matching, oneOf, VariableReader } from "./variables.ts";

/**
 * The contract between infrastructure and programs: every environment variable
 * that the producer and the consumer read. Infrastructure imports the types and
 * so cannot set a variable that no program knows, or forget one.
 */

/** How a program proves to Oracle Cloud who it is. */
export type OciAuth = "workload-identity" | "instance-principal" | "resource-principal" | "config-file";

export type RecordKind = "people" | "ratings";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

interface CommonVariables extends ProducerVariables, DatabaseVariables {
  /** Record kinds that the program handles, separated by commas: `people,ratings`. */
  readonly RECORDS: string;
  /** TCP port of the HTTP server; 0 takes any free one and logs it. @default "8080" */
  readonly PORT?: string;
  /** Address that the HTTP server listens on. @default "0.0.0.0" */
  readonly HOST?: string;
  /** pino level: trace, debug, info, warn, error, fatal or silent. @default "info" */
  readonly LOG_LEVEL?: string;
  /** Names this instance in the consumer group and in /version; stable across restarts of the same pod. @default the host name */
  readonly POD_NAME?: string;
  /** Seconds, 1 to 3600, that a stop may take before what is still in hand is given up and named in the log. @default "20" */
  readonly DRAIN_SECONDS?: string;
  /** Consumer only, and required there: 1 to 255 letters, digits, dots, dashes or underscores. */
  readonly CONSUMER_GROUP?: string;
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

/** Who a program is to Oracle Cloud, and where it reads secrets. */
export interface OciAccess {
  readonly auth: OciAuth;
  readonly region?: string;
  readonly configFile?: string;
  readonly configProfile?: string;
  readonly secretsEndpoint?: string;
}

/** What the OCI Streaming transport is made from. */
export interface OciStreamingConfig extends OciAccess {
  readonly messaging: "oci-streaming";
  readonly streamDetailsSecretOcid: string;
}

interface CommonConfig {
  readonly messaging: OciStreamingConfig;
  readonly records: readonly RecordKind[];
  readonly port: number;
  readonly host: string;
  readonly logLevel: LogLevel;
  readonly podName: string;
  readonly drainSeconds: number;
}

export interface ProducerConfig extends CommonConfig, ProducerSettings {}

export interface ConsumerConfig extends CommonConfig {
  readonly consumerGroup: string;
  /** @default results live in memory */
  readonly database?: DatabaseConfig;
}

export interface ProgramConfigs {
  readonly producer: ProducerConfig;
  readonly consumer: ConsumerConfig;
}

export type ProgramName = keyof ProgramConfigs;

const ociAuths: readonly OciAuth[] = [
  "workload-identity",
  "instance-principal",
  "resource-principal",
  "config-file",
];
const recordKinds: readonly RecordKind[] = ["people", "ratings"];
const logLevels: readonly LogLevel[] = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/**
 * Reads what a program needs from its environment variables.
 *
 * @throws {ConfigError} that names every missing or wrong variable.
 */
export function readConfig<Name extends ProgramName>(env: Environment, program: Name): ProgramConfigs[Name] {
  const reader = new VariableReader(program, env);
  const messaging = readMessaging(reader);
  const common = {
    records: reader.read("RECORDS", rules.records, parseRecords),
    port: reader.read("PORT", rules.port, integerFrom(0, 65_535), "8080"),
    host: reader.optional("HOST") ?? "0.0.0.0",
    logLevel: readLogLevel(reader),
    podName: reader.optional("POD_NAME") ?? hostname(),
    drainSeconds: reader.read("DRAIN_SECONDS", rules.drain, integerFrom(1, 3600), "20"),
  };
  const own = program === "producer" ? readProducerSettings(reader) : readConsumer(reader, messaging);
  reader.throwProblems();
  // Nothing is undefined from here on: each undefined value above left a problem behind.
  return { messaging, ...common, ...own } as ProgramConfigs[Name];
}

function readConsumer(reader: VariableReader, messaging: OciStreamingConfig | undefined) {
  const consumerGroup = reader.read("CONSUMER_GROUP", rules.group, matching(/^[A-Za-z0-9._-]{1,255}$/));
  const database = readDatabase(reader, () => messaging);
  return { consumerGroup, ...(database && { database }) };
}

function readMessaging(reader: VariableReader): OciStreamingConfig | undefined {
  const messaging = reader.read("MESSAGING", rules.messaging, oneOf(["oci-streaming", "kafka"] as const));
  if (messaging === "kafka") return refuseKafka(reader);
  if (messaging === undefined) return undefined;
  const access = readOciAccess(reader);
  const streamDetailsSecretOcid = reader.read(
    "STREAM_DETAILS_SECRET_OCID",
    rules.secretOcid,
    matching(/^ocid1\.vaultsecret\.[\w.-]+$/),
  );
  if (access === undefined || streamDetailsSecretOcid === undefined) return undefined;
  return { messaging, streamDetailsSecretOcid, ...access };
}

/** Undefined, and a problem in the reader, when there is no such level. */
export function readLogLevel(reader: VariableReader): LogLevel | undefined {
  return reader.read("LOG_LEVEL", rules.logLevel, oneOf(logLevels), "info");
}

/** Undefined, and problems in the reader, when a variable is missing or wrong. */
export function readOciAccess(reader: VariableReader): OciAccess | undefined {
  const auth = reader.read("OCI_AUTH", rules.auth, oneOf(ociAuths));
  const parseRegion = matching(/^[a-z]+(-[a-z]+)+-\d+$/);
  const region =
    auth === "workload-identity"
      ? reader.read("OCI_REGION", rules.workloadRegion, parseRegion)
      : reader.readOptional("OCI_REGION", rules.region, parseRegion);
  const secretsEndpoint = reader.readOptional("OCI_SECRETS_ENDPOINT", rules.endpoint, parseHttpUrl);
  const configFile = reader.optional("OCI_CONFIG_FILE");
  const configProfile = reader.optional("OCI_CONFIG_PROFILE");
  if (auth === undefined) return undefined;
  return {
    auth,
    ...(region && { region }),
    ...(configFile && { configFile }),
    ...(configProfile && { configProfile }),
    ...(secretsEndpoint && { secretsEndpoint }),
  };
}

/** Names what is wrong with the Kafka variables too, so that they are right on the day the transport comes. */
function refuseKafka(reader: VariableReader): undefined {
  reader.read("KAFKA_BOOTSTRAP_SERVERS", rules.servers, matching(/^[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*$/));
  reader.read("KAFKA_TOPIC", rules.topic, matching(/^[A-Za-z0-9._-]{1,249}$/));
  for (const name of ["KAFKA_CA_FILE", "KAFKA_USERNAME"]) {
    reader.read(name, rules.given, (text) => text);
  }
  reader.read("KAFKA_PASSWORD_FILE", rules.passwordFile, matching(/^(\/|[A-Za-z]:[\\/]|\.)/));
  reader.refuse("MESSAGING", rules.notBuiltYet);
}

function parseRecords(text: string): readonly RecordKind[] | undefined {
  const kinds = text.split(",").map((name) => oneOf(recordKinds)(name.trim()));
  const known = kinds.filter((kind) => kind !== undefined);
  return known.length === kinds.length && new Set(known).size === known.length ? known : undefined;
}

function parseHttpUrl(text: string): string | undefined {
  return /^https?:\/\/[^\s/@]+(\/[^\s@]*)?$/.test(text) && URL.canParse(text) ? text : undefined;
}

const rules = {
  messaging: {
    rule: "must be oci-streaming or kafka",
    remedy: "Name the engine that carries the records",
  },
  notBuiltYet: {
    rule: "must be oci-streaming, because kafka is not built yet",
    remedy: "Choose an environment with OCI Streaming",
  },
  auth: {
    rule: `must be one of ${ociAuths.join(", ")}`,
    remedy: "Use workload-identity on OKE and config-file on a laptop",
  },
  workloadRegion: {
    rule: "must be a region such as eu-frankfurt-1 when OCI_AUTH is workload-identity",
    remedy: "A workload's identity does not say its region, so name the one that holds the secret",
  },
  region: {
    rule: "must be a region such as eu-frankfurt-1",
    remedy: "Correct it, or leave it out to use the region of the credential",
  },
  secretOcid: {
    rule: "must be the OCID of a vault secret (ocid1.vaultsecret.…)",
    remedy: "Take it from the streaming stack; the secret's content does not belong here",
  },
  endpoint: {
    rule: "must be an http or https URL without user name and password",
    remedy: "Correct it, or leave it out to use the region's own endpoint",
  },
  servers: { rule: "must be host:port, several separated by commas", remedy: "List the bootstrap servers" },
  topic: {
    rule: "must be 1 to 249 letters, digits, dots, dashes or underscores",
    remedy: "Name the topic that carries the records",
  },
  given: { rule: "must be set", remedy: "Take it from the Kafka stack" },
  passwordFile: {
    rule: "must be the path of a file",
    remedy: "Mount the password as a file and give its path; a password does not belong here",
    secret: true,
  },
  records: {
    rule: "must be people, ratings or both, separated by a comma, each once",
    remedy: "Name the record kinds that this program handles",
  },
  port: {
    rule: "must be a whole number from 0 to 65535",
    remedy: "Use 8080 in a cluster, 0 for any free port",
  },
  logLevel: { rule: `must be one of ${logLevels.join(", ")}`, remedy: "Leave it out for info" },
  drain: {
    rule: "must be a whole number of seconds from 1 to 3600",
    remedy: "Keep it below the pod's termination grace period",
  },
  group: {
    rule: "must be 1 to 255 letters, digits, dots, dashes or underscores",
    remedy: "Name the group whose members share the stream",
  },
} as const satisfies Record<string, Rule>;
