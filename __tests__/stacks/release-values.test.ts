import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { okeDev } from "../../environments/oke-dev.ts";
import type { Consumer, Monitoring, Producer } from "../../environments/schema.ts";
import { programVariables } from "../../stacks/program-variables.ts";
import { releaseValues } from "../../stacks/release-values.ts";

const chart = "charts/stream-app";
const defaults: object = parse(readFileSync(`${chart}/values.yaml`, "utf8"));
const schema: object = JSON.parse(readFileSync(`${chart}/values.schema.json`, "utf8"));
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

const { consumer } = okeDev.apps;

function valuesOf(app: Producer | Consumer, monitoring?: Monitoring) {
  return releaseValues({
    app,
    image: `ocir.eu-frankfurt-1.oci.oraclecloud.com/namespace/millrace/consumer@${app.image.digest}`,
    imagePullSecrets: ["registry"],
    serviceAccount: "consumer",
    variables: programVariables(okeDev, app, {
      messaging: "oci-streaming",
      streamDetailsSecretOcid: "ocid1.vaultsecret.oc1..a",
      auth: "workload-identity",
      region: "eu-frankfurt-1",
    }),
    apiEndpointCidr: "10.0.0.0/28",
    ...(monitoring && { monitoring }),
  });
}

const onTheInternet: Consumer = {
  ...consumer,
  exposure: {
    kind: "ingress",
    host: "ratings.example.com",
    className: "nginx",
    controllerNamespace: "ingress-nginx",
    tlsSecretName: "ratings-tls",
  },
};

describe("releaseValues", () => {
  it.each<[string, Producer | Consumer]>([
    ["the producer", okeDev.apps.producer],
    ["the consumer", consumer],
    ["a consumer with an Ingress", onTheInternet],
  ])("gives %s values that the chart's schema accepts", (_name, app) => {
    validate({ ...defaults, ...valuesOf(app) });

    expect(validate.errors ?? []).toEqual([]);
  });

  it("names every value below the top level that the chart has, so that no default is lost", () => {
    const lost = Object.entries(valuesOf(consumer)).flatMap(([key, value]) => {
      const inChart: unknown = (defaults as Record<string, unknown>)[key];
      if (typeof inChart !== "object" || inChart === null) return [];
      return Object.keys(inChart).filter((name) => !(name in (value as object)));
    });

    expect(lost).toEqual([]);
  });

  it("requests what the environment says, and limits memory to it", () => {
    expect(valuesOf(consumer).resources).toEqual({
      requests: { cpu: "100m", memory: "256Mi" },
      limits: { cpu: "2", memory: "256Mi" },
    });
  });

  it("lets nobody call a program that is not exposed, and only the controller one that is", () => {
    expect(valuesOf(consumer)).toMatchObject({ ingress: {}, networkPolicy: { ingressFrom: [] } });
    expect(valuesOf(onTheInternet)).toMatchObject({
      ingress: { host: "ratings.example.com", className: "nginx", tlsSecretName: "ratings-tls" },
      networkPolicy: {
        ingressFrom: [
          { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" } } },
        ],
      },
    });
  });

  it("opens the way for the scraper and to the collector, and tells the program where that is", () => {
    const traces = { service: "collector", namespace: "observability", percent: 10 };
    const peer = (name: string) => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
    });

    expect(valuesOf(consumer, { scraperNamespace: "prometheus", traces })).toMatchObject({
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector.observability.svc:4318",
        OTEL_TRACES_SAMPLER_ARG: "0.1",
      },
      networkPolicy: {
        ingressFrom: [peer("prometheus")],
        extraEgress: [{ to: [peer("observability")], ports: [{ protocol: "TCP", port: 4318 }] }],
      },
    });
  });
});
