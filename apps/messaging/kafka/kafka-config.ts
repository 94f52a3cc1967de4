import { matching, oneOf, type Rule, type VariableReader } from "../variables.ts";

/** How batches travel and are stored. The consumer reads both, whatever it is set to itself. */
export type KafkaCompression = "none" | "gzip";

export interface KafkaVariables {
  readonly MESSAGING: "kafka";
  /** `host:port`, several separated by commas. */
  readonly KAFKA_BOOTSTRAP_SERVERS: string;
  readonly KAFKA_TOPIC: string;
  /** PEM file with the cluster's certificate authority; read again for every connection. */
  readonly KAFKA_CA_FILE: string;
  readonly KAFKA_USERNAME: string;
  /** File that holds the SCRAM-SHA-512 password and nothing else; read again for every connection. */
  readonly KAFKA_PASSWORD_FILE: string;
  /** Producer only: less network and disk for more CPU. @default "none" */
  readonly KAFKA_COMPRESSION?: KafkaCompression;
}

/** What the Kafka transport is made from. */
export interface KafkaConfig {
  readonly messaging: "kafka";
  readonly bootstrapServers: readonly string[];
  readonly topic: string;
  readonly caFile: string;
  readonly username: string;
  readonly passwordFile: string;
  readonly compression: KafkaCompression;
}

/** Undefined, and problems in the reader, when a variable is missing or wrong. */
export function readKafkaConfig(reader: VariableReader): KafkaConfig | undefined {
  const given = (text: string) => text;
  const config = {
    messaging: "kafka",
    bootstrapServers: reader.read("KAFKA_BOOTSTRAP_SERVERS", rules.servers, parseServers),
    topic: reader.read("KAFKA_TOPIC", rules.topic, matching(/^[A-Za-z0-9._-]{1,249}$/)),
    caFile: reader.read("KAFKA_CA_FILE", rules.given, given),
    username: reader.read("KAFKA_USERNAME", rules.given, given),
    passwordFile: reader.read("KAFKA_PASSWORD_FILE", rules.passwordFile, matching(/^(\/|[A-Za-z]:[\\/]|\.)/)),
    compression: reader.read("KAFKA_COMPRESSION", rules.compression, oneOf(["none", "gzip"]), "none"),
  };
  // Each undefined value left a problem behind, and nobody gets a configuration from a reader with problems.
  return Object.values(config).includes(undefined) ? undefined : (config as KafkaConfig);
}

function parseServers(text: string): readonly string[] | undefined {
  return /^[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*$/.test(text) ? text.split(",") : undefined;
}

const rules = {
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
  compression: { rule: "must be none or gzip", remedy: "Leave it out for none" },
} as const satisfies Record<string, Rule>;
