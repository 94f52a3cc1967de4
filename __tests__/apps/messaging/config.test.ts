import { hostname } from "node:os";
import { describe, expect, it } from "@jest/globals";
import type { ProgramVariables } from "../../../apps/messaging/config.ts";
import { type ProgramName, readConfig } from "../../../apps/messaging/config.ts";
import type { Environment } from "../../../apps/messaging/variables.ts";

type Of<Engine> = Extract<ProgramVariables, { MESSAGING: Engine }>;

const oci: Of<"oci-streaming"> = {
  MESSAGING: "oci-streaming",
  STREAM_DETAILS_SECRET_OCID: "ocid1.vaultsecret.oc1.eu-frankfurt-1.abc",
  OCI_AUTH: "workload-identity",
  OCI_REGION: "eu-frankfurt-1",
  RECORDS: "people,ratings",
  CONSUMER_GROUP: "dev",
};

const kafka: Of<"kafka"> = {
  MESSAGING: "kafka",
  KAFKA_BOOTSTRAP_SERVERS: "kafka-0:9093,kafka-1:9093",
  KAFKA_TOPIC: "records",
  KAFKA_CA_FILE: "/kafka/ca.crt",
  KAFKA_USERNAME: "producer",
  KAFKA_PASSWORD_FILE: "/kafka/password",
  RECORDS: "people",
};

function messageOf(env: Environment, program: ProgramName = "producer"): string {
  try {
    readConfig(env, program);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

describe("readConfig", () => {
  it("fills in every default of the producer", () => {
    expect(readConfig({ ...oci }, "producer")).toEqual({
      messaging: {
        messaging: "oci-streaming",
        streamDetailsSecretOcid: oci.STREAM_DETAILS_SECRET_OCID,
        auth: "workload-identity",
        region: "eu-frankfurt-1",
      },
      records: ["people", "ratings"],
      port: 8080,
      host: "0.0.0.0",
      logLevel: "info",
      podName: hostname(),
      drainSeconds: 20,
      samplesPerSecond: 0,
      requestSeconds: 30,
      telemetry: {},
    });
  });

  it("takes every variable of the consumer", () => {
    const env: Of<"oci-streaming"> = {
      ...oci,
      OCI_AUTH: "config-file",
      OCI_CONFIG_FILE: "/tmp/config",
      OCI_CONFIG_PROFILE: "SANDBOX",
      OCI_SECRETS_ENDPOINT: "http://127.0.0.1:4599",
      RECORDS: "ratings",
      PORT: "0",
      HOST: "127.0.0.1",
      LOG_LEVEL: "debug",
      POD_NAME: "consumer-7",
      DRAIN_SECONDS: "1",
    };
    expect(readConfig({ ...env }, "consumer")).toEqual({
      messaging: {
        messaging: "oci-streaming",
        streamDetailsSecretOcid: oci.STREAM_DETAILS_SECRET_OCID,
        auth: "config-file",
        region: "eu-frankfurt-1",
        configFile: "/tmp/config",
        configProfile: "SANDBOX",
        secretsEndpoint: "http://127.0.0.1:4599",
      },
      records: ["ratings"],
      port: 0,
      host: "127.0.0.1",
      logLevel: "debug",
      podName: "consumer-7",
      drainSeconds: 1,
      consumerGroup: "dev",
      telemetry: {},
    });
  });

  it("takes the connection to a database from a secret, read as the stream's, or from a file", () => {
    const databaseOf = (env: Environment) => readConfig({ ...oci, ...env }, "consumer").database;
    const secretOcid = "ocid1.vaultsecret.oc1.eu-frankfurt-1.db";
    expect(databaseOf({ DATABASE_SECRET_OCID: secretOcid })).toEqual({
      source: {
        kind: "vault",
        secretOcid,
        access: expect.objectContaining({ auth: "workload-identity", region: "eu-frankfurt-1" }),
      },
      duplicateWindowHours: 24,
    });
    expect(
      databaseOf({ DATABASE_FILE: "/etc/database/connection.json", DUPLICATE_WINDOW_HOURS: "1" }),
    ).toEqual({ source: { kind: "file", file: "/etc/database/connection.json" }, duplicateWindowHours: 1 });
    expect(databaseOf({})).toBeUndefined();
  });

  it("names what is wrong with the database, and never shows what may be a password", () => {
    const env = { DATABASE_SECRET_OCID: "postgres://me:hunter2@db/x", DUPLICATE_WINDOW_HOURS: "721" };
    expect(messageOf({ ...oci, ...env }, "consumer")).toBe(
      [
        "consumer: DATABASE_SECRET_OCID must be the OCID of a vault secret (ocid1.vaultsecret.…), got a value that is not shown. Store the connection in a secret and give its OCID; the secret's content does not belong here.",
        'consumer: DUPLICATE_WINDOW_HOURS must be a whole number of hours from 1 to 720, got "721". Leave it out for 24: producers repeat a record within minutes.',
      ].join("\n"),
    );
    const both = { DATABASE_SECRET_OCID: "ocid1.vaultsecret.oc1.x.y", DATABASE_FILE: "./database.json" };
    expect(messageOf({ ...oci, ...both }, "consumer")).toBe(
      'consumer: DATABASE_FILE must not be set beside DATABASE_SECRET_OCID, got "./database.json". Keep the one that names the database.',
    );
  });

  it("names everything that is wrong at once", () => {
    const env = {
      MESSAGING: "oci-streaming",
      STREAM_DETAILS_SECRET_OCID: "ocid1.stream.oc1.x",
      OCI_AUTH: "password",
      OCI_REGION: "frankfurt",
      OCI_SECRETS_ENDPOINT: "localhost:4599",
      RECORDS: "people,people",
      PORT: "80a",
      LOG_LEVEL: "loud",
      DRAIN_SECONDS: "0",
      SAMPLES_PER_SECOND: "10001",
      REQUEST_SECONDS: "0",
      MIB_IN_HAND: "3",
      RECORDS_IN_HAND: "5.5",
      PUBLIC_HOST: "https://records.example.com",
      OIDC_ISSUER: "http://login.example.com",
      OIDC_JWKS_URL: "keys.json",
    };
    expect(messageOf(env)).toBe(
      [
        'producer: OCI_AUTH must be one of workload-identity, instance-principal, resource-principal, config-file, got "password". Use workload-identity on OKE and config-file on a laptop.',
        'producer: OCI_REGION must be a region such as eu-frankfurt-1, got "frankfurt". Correct it, or leave it out to use the region of the credential.',
        'producer: OCI_SECRETS_ENDPOINT must be an http or https URL without user name and password, got "localhost:4599". Correct it, or leave it out to use the region\'s own endpoint.',
        'producer: STREAM_DETAILS_SECRET_OCID must be the OCID of a vault secret (ocid1.vaultsecret.…), got "ocid1.stream.oc1.x". Take it from the streaming stack; the secret\'s content does not belong here.',
        'producer: RECORDS must be people, ratings or both, separated by a comma, each once, got "people,people". Name the record kinds that this program handles.',
        'producer: PORT must be a whole number from 0 to 65535, got "80a". Use 8080 in a cluster, 0 for any free port.',
        'producer: LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, got "loud". Leave it out for info.',
        'producer: DRAIN_SECONDS must be a whole number of seconds from 1 to 3600, got "0". Keep it below the pod\'s termination grace period.',
        'producer: SAMPLES_PER_SECOND must be a number from 0 to 10000, got "10001". Use 0 for no sample records.',
        'producer: REQUEST_SECONDS must be a whole number of seconds from 1 to 300, got "0". Keep it below the idle timeout of the load balancer in front.',
        'producer: MIB_IN_HAND must be a whole number of MiB from 4 to 16384, got "3". Leave it out to derive it from the container\'s memory.',
        'producer: RECORDS_IN_HAND must be a whole number from 100 to 10000000, got "5.5". Leave it out to derive it from MIB_IN_HAND.',
        'producer: PUBLIC_HOST must be a host name, got "https://records.example.com". Use the host of the ingress, without https:// and without a path.',
        'producer: OIDC_ISSUER must be the https URL of the issuer when another OIDC variable is set, got "http://login.example.com". Use it exactly as the `iss` of the tokens has it.',
        "producer: OIDC_AUDIENCE must be set together with OIDC_ISSUER, got nothing. Without it, tokens that the issuer made for any other program would do.",
        'producer: OIDC_JWKS_URL must be an https URL, got "keys.json". Correct it, or leave it out to find it by the issuer\'s discovery document.',
      ].join("\n"),
    );
  });

  it("names what is missing, and takes an empty variable for missing", () => {
    const env = { RECORDS: "", CONSUMER_GROUP: "" };
    expect(messageOf(env, "consumer")).toBe(
      [
        "consumer: MESSAGING must be oci-streaming or kafka, got nothing. Name the engine that carries the records.",
        "consumer: RECORDS must be people, ratings or both, separated by a comma, each once, got nothing. Name the record kinds that this program handles.",
        "consumer: CONSUMER_GROUP must be 1 to 255 letters, digits, dots, dashes or underscores, got nothing. Name the group whose members share the stream.",
      ].join("\n"),
    );
  });

  it("asks workload identity for the region, which that does not know", () => {
    expect(messageOf({ ...oci, OCI_REGION: undefined })).toBe(
      "producer: OCI_REGION must be a region such as eu-frankfurt-1 when OCI_AUTH is workload-identity, got nothing. " +
        "A workload's identity does not say its region, so name the one that holds the secret.",
    );
  });

  it("takes every variable of kafka", () => {
    expect(readConfig({ ...kafka, KAFKA_COMPRESSION: "gzip" }, "producer").messaging).toEqual({
      messaging: "kafka",
      bootstrapServers: ["kafka-0:9093", "kafka-1:9093"],
      topic: "records",
      caFile: "/kafka/ca.crt",
      username: "producer",
      passwordFile: "/kafka/password",
      compression: "gzip",
    });
    expect(readConfig({ ...kafka }, "producer").messaging).toMatchObject({ compression: "none" });
  });

  it("names what is wrong with the variables of kafka, and never shows what may be a password", () => {
    const wrong = {
      KAFKA_BOOTSTRAP_SERVERS: "kafka",
      KAFKA_PASSWORD_FILE: "hunter2",
      KAFKA_COMPRESSION: "zip",
    };
    expect(messageOf({ ...kafka, ...wrong }).split("\n")).toEqual([
      'producer: KAFKA_BOOTSTRAP_SERVERS must be host:port, several separated by commas, got "kafka". List the bootstrap servers.',
      "producer: KAFKA_PASSWORD_FILE must be the path of a file, got a value that is not shown. Mount the password as a file and give its path; a password does not belong here.",
      'producer: KAFKA_COMPRESSION must be none or gzip, got "zip". Leave it out for none.',
    ]);
  });

  it.each([
    ["PORT", ["0", "65535"], ["-1", "65536", "8080.5", " 8080"]],
    ["DRAIN_SECONDS", ["1", "3600"], ["0", "3601", "1.5"]],
    ["SAMPLES_PER_SECOND", ["0", "0.5", "10000"], ["-1", "10000.1", "1e3", "many"]],
    ["RECORDS", ["people", "ratings", "ratings, people"], ["people,", "all", "people,people"]],
    ["OCI_REGION", ["eu-frankfurt-1", "us-gov-ashburn-1"], ["fra", "eu-frankfurt-1 "]],
    [
      "OCI_SECRETS_ENDPOINT",
      ["https://vault.example", "http://[::1]:4599/"],
      ["ftp://x", "https://me:pw@vault"],
    ],
  ])("knows the limits of %s", (name, right, wrong) => {
    const faulty = (value: string) => messageOf({ ...oci, [name]: value }) !== "";
    expect(right.filter(faulty)).toEqual([]);
    expect(wrong.filter((value) => !faulty(value))).toEqual([]);
  });

  it("knows the limits of CONSUMER_GROUP", () => {
    const faulty = (group: string) => messageOf({ ...oci, CONSUMER_GROUP: group }, "consumer") !== "";
    expect(["a", "a".repeat(255), "oke-dev_1.x"].filter(faulty)).toEqual([]);
    expect(["a".repeat(256), "a b", "a/b"].filter((group) => !faulty(group))).toEqual([]);
  });
});
