import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { necessary } from "../../delivery/chart/stream-app-cases.ts";
import { merge, type Values } from "../../delivery/chart/values.ts";
import { environments } from "../../environments/all.ts";
import type { Consumer, Producer } from "../../environments/schema.ts";
import { programVariables } from "../../stacks/program-variables.ts";
import { releaseValues } from "../../stacks/release-values.ts";

const schema: Values = JSON.parse(readFileSync("charts/stream-app/values.schema.json", "utf8"));
const defaults: Values = parse(readFileSync("charts/stream-app/values.yaml", "utf8"));
const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);

const apps = environments.flatMap((environment) =>
  Object.entries(environment.apps).map(([name, app]) => ({
    name: `${environment.name} ${name}`,
    environment,
    app,
  })),
);

describe("the values that the apps stack gives to charts/stream-app", () => {
  const exposures: Producer["exposure"][] = [
    { kind: "internal" },
    {
      kind: "ingress",
      host: "millrace.example.org",
      className: "nginx",
      tlsSecretName: "millrace-tls",
      controllerNamespace: "ingress-nginx",
    },
  ];
  const cases = apps.flatMap((one) =>
    exposures.map((exposure) => ({ ...one, exposure, title: `${one.name}, ${exposure.kind}` })),
  );

  it.each(cases)("satisfy its schema: $title", ({ environment, app, exposure }) => {
    const exposed: Producer | Consumer = { ...app, exposure };
    const values = releaseValues({
      app: exposed,
      image: String(necessary.image),
      imagePullSecrets: ["registry"],
      serviceAccount: app.program,
      variables: programVariables(environment, exposed, {
        messaging: "oci-streaming",
        streamDetailsSecretOcid: "ocid1.vaultsecret.oc1..a",
        auth: "workload-identity",
        region: "eu-frankfurt-1",
      }),
      apiEndpointCidr: "10.0.0.0/28",
      monitoring: {
        scraperNamespace: "prometheus",
        traces: { service: "collector", namespace: "observability", percent: 10 },
      },
    });
    validate(merge(defaults, { ...values }));
    expect(validate.errors ?? []).toEqual([]);
  });
});
