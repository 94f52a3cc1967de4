import { describe, expect, it } from "@jest/globals";
import { okeDev } from "../../environments/oke-dev.ts";
import type { Environment } from "../../environments/schema.ts";
import {
  type KafkaConnection,
  programVariables,
  type StreamConnection,
} from "../../stacks/program-variables.ts";

const environment: Environment = okeDev;
const { producer, consumer } = okeDev.apps;

const inTheCluster: StreamConnection = {
  messaging: "oci-streaming",
  streamDetailsSecretOcid: "ocid1.vaultsecret.oc1..a",
  auth: "workload-identity",
  region: "eu-frankfurt-1",
};

describe("programVariables", () => {
  it("tells the producer where its stream is, who it is, and what to make", () => {
    expect(programVariables(environment, producer, inTheCluster)).toEqual({
      MESSAGING: "oci-streaming",
      STREAM_DETAILS_SECRET_OCID: "ocid1.vaultsecret.oc1..a",
      OCI_AUTH: "workload-identity",
      OCI_REGION: "eu-frankfurt-1",
      RECORDS: "people,ratings",
      SAMPLES_PER_SECOND: "20",
    });
  });

  it("puts a consumer into the group of its environment, unless it names another", () => {
    expect(programVariables(environment, consumer, inTheCluster)).toMatchObject({
      CONSUMER_GROUP: "oke-dev",
    });
    expect(programVariables(environment, { ...consumer, group: "audit" }, inTheCluster)).toMatchObject({
      CONSUMER_GROUP: "audit",
    });
  });

  it("adds what only the sandbox needs", () => {
    const onALaptop: StreamConnection = {
      ...inTheCluster,
      auth: "config-file",
      configFile: "/sandbox/config",
      secretsEndpoint: "http://127.0.0.1:4599",
    };

    expect(programVariables(environment, consumer, onALaptop)).toMatchObject({
      OCI_AUTH: "config-file",
      OCI_CONFIG_FILE: "/sandbox/config",
      OCI_SECRETS_ENDPOINT: "http://127.0.0.1:4599",
    });
  });

  it("tells a producer whose tokens it takes, and where people from outside reach it", () => {
    const exposed = {
      ...producer,
      exposure: {
        kind: "ingress",
        host: "records.example.com",
        className: "nginx",
        controllerNamespace: "ingress",
        tlsSecretName: "tls",
      },
      authentication: { issuer: "https://login.example.com/", audience: "records", scope: "send" },
    } as const;
    expect(programVariables(environment, exposed, inTheCluster)).toMatchObject({
      PUBLIC_HOST: "records.example.com",
      OIDC_ISSUER: "https://login.example.com/",
      OIDC_AUDIENCE: "records",
      OIDC_SCOPE: "send",
    });
  });

  it("tells a program where its topic is and which files prove who it is", () => {
    const connection: KafkaConnection = {
      messaging: "kafka",
      bootstrapServers: "main-kafka-bootstrap.doks-dev-kafka.svc:9093",
      topic: "records",
      username: "producer",
      caFile: "/etc/kafka/ca/ca.crt",
      passwordFile: "/etc/kafka/user/password",
    };

    expect(programVariables(environment, producer, connection)).toEqual({
      MESSAGING: "kafka",
      KAFKA_BOOTSTRAP_SERVERS: "main-kafka-bootstrap.doks-dev-kafka.svc:9093",
      KAFKA_TOPIC: "records",
      KAFKA_USERNAME: "producer",
      KAFKA_CA_FILE: "/etc/kafka/ca/ca.crt",
      KAFKA_PASSWORD_FILE: "/etc/kafka/user/password",
      RECORDS: "people,ratings",
      SAMPLES_PER_SECOND: "20",
    });
  });
});
