import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import {
  invalidResources,
  strimziDefinitions,
  validatorsOf,
} from "../../delivery/chart/strimzi-definitions.ts";

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: kafkas.kafka.strimzi.io }
spec:
  group: kafka.strimzi.io
  names: { kind: Kafka }
  versions:
    - name: v1beta2
      served: false
      schema: { openAPIV3Schema: { type: object } }
    - name: v1
      served: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            apiVersion: { type: string }
            kind: { type: string }
            metadata: { type: object }
            spec:
              type: object
              properties:
                port: { type: integer, minimum: 9092 }
                name: { type: string, pattern: "^[a-z]{1,11}$" }
                size: { x-kubernetes-int-or-string: true }
                labels: { type: object, additionalProperties: { type: string } }
                config: { type: object, x-kubernetes-preserve-unknown-fields: true }
                list: { type: array, items: { type: object, properties: { a: { type: string } } } }
`;

const folder = mkdtempSync(join(tmpdir(), "millrace-definitions-"));
writeFileSync(join(folder, "040-Crd-kafka.yaml"), definition);
writeFileSync(join(folder, "README.md"), "no definition");
afterAll(() => rmSync(folder, { recursive: true }));

const validators = validatorsOf(strimziDefinitions({ STRIMZI_CRDS: folder }));

function invalid(spec: string, apiVersion = "kafka.strimzi.io/v1"): readonly string[] {
  return invalidResources(
    `apiVersion: ${apiVersion}\nkind: Kafka\nmetadata: { name: main }\nspec: ${spec}\n`,
    validators,
  );
}

describe("Strimzi's definitions", () => {
  it("let a sound resource pass, with all that it may keep", () => {
    expect(
      invalid(
        "{ port: 9093, name: tls, size: 10Gi, labels: { a: b }, config: { a.b: 1 }, list: [{ a: b }] }",
      ),
    ).toEqual([]);
    expect(invalid("{ size: 10 }")).toEqual([]);
  });

  it.each([
    ["{ zookeeper: {} }", '/spec must NOT have additional properties {"additionalProperty":"zookeeper"}'],
    ["{ list: [{ b: c }] }", '/spec/list/0 must NOT have additional properties {"additionalProperty":"b"}'],
    ["{ port: 80 }", '/spec/port must be >= 9092 {"comparison":">=","limit":9092}'],
    ["{ name: TLS }", '/spec/name must match pattern "^[a-z]{1,11}$" {"pattern":"^[a-z]{1,11}$"}'],
    ["{ labels: { a: 1 } }", '/spec/labels/a must be string {"type":"string"}'],
  ])("refuse %s", (spec, problem) => {
    expect(invalid(spec)).toEqual([`Kafka main: ${problem}`]);
  });

  it("refuse a version that is not served", () => {
    expect(invalid("{}", "kafka.strimzi.io/v1beta2")).toEqual([
      "Kafka: must be one that Strimzi defines, got kafka.strimzi.io/v1beta2",
    ]);
  });

  it("have nothing to say about other kinds", () => {
    expect(invalidResources("apiVersion: v1\nkind: Secret\n", validators)).toEqual([]);
  });
});
