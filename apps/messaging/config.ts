import { hostname } from "node:os";
import { type DatabaseConfig, type DatabaseVariables, readDatabase } from "./database/database-config.ts";
import { type KafkaConfig, type KafkaVariables, readKafkaConfig } from "./kafka/kafka-config.ts";
import {
  type OciStreamingConfig,
  type OciStreamingVariables,
  readOciAccess,
  readOciStreamingConfig,
} from "./oci/oci-config.ts";
import { type ProducerSettings, type ProducerVariables, readProducerSettings } from "./producer-config.ts";
import { readTelemetry, type TelemetryConfig, type TelemetryVariables } from "./telemetry-config.ts";
import type { Environment, Rule } from "./variables.ts";
import { integerFrom, matching, oneOf, VariableReader } from "./variables.ts";

/**
 * The contract between infrastructure and programs: every environment variable
 * that the producer and the consumer read. Infrastructure imports the types and
 * so cannot set a variable that no program knows, or forget one.
 */

export type RecordKind = "people" | "ratings";

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

/** What every engine has in common. */
export interface CommonVariables extends ProducerVariables, DatabaseVariables, TelemetryVariables {
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

/** `MESSAGING` tells the engine, and with it which other variables there are. */
export type ProgramVariables = CommonVariables & (OciStreamingVariables | KafkaVariables);

/** What a transport is made from, by engine. */
export type MessagingConfig = OciStreamingConfig | KafkaConfig;

interface CommonConfig {
  readonly messaging: MessagingConfig;
  readonly records: readonly RecordKind[];
  readonly port: number;
  readonly host: string;
  readonly logLevel: LogLevel;
  readonly podName: string;
  readonly drainSeconds: number;
  /** @default no traces, no debug port */
  readonly telemetry?: TelemetryConfig;
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
    telemetry: readTelemetry(reader),
  };
  const own = program === "producer" ? readProducerSettings(reader) : readConsumer(reader, messaging);
  reader.throwProblems();
  // Nothing is undefined from here on: each undefined value above left a problem behind.
  return { messaging, ...common, ...own } as ProgramConfigs[Name];
}

function readConsumer(reader: VariableReader, messaging: MessagingConfig | undefined) {
  const consumerGroup = reader.read("CONSUMER_GROUP", rules.group, matching(/^[A-Za-z0-9._-]{1,255}$/));
  const access = () => (messaging?.messaging === "kafka" ? readOciAccess(reader) : messaging);
  const database = readDatabase(reader, access);
  return { consumerGroup, ...(database && { database }) };
}

function readMessaging(reader: VariableReader): MessagingConfig | undefined {
  const messaging = reader.read("MESSAGING", rules.messaging, oneOf(["oci-streaming", "kafka"]));
  if (messaging === undefined) return undefined;
  return messaging === "kafka" ? readKafkaConfig(reader) : readOciStreamingConfig(reader);
}

/** Undefined, and a problem in the reader, when there is no such level. */
export function readLogLevel(reader: VariableReader): LogLevel | undefined {
  return reader.read("LOG_LEVEL", rules.logLevel, oneOf(logLevels), "info");
}

function parseRecords(text: string): readonly RecordKind[] | undefined {
  const kinds = text.split(",").map((name) => oneOf(recordKinds)(name.trim()));
  const known = kinds.filter((kind) => kind !== undefined);
  return known.length === kinds.length && new Set(known).size === known.length ? known : undefined;
}

const rules = {
  messaging: {
    rule: "must be oci-streaming or kafka",
    remedy: "Name the engine that carries the records",
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
