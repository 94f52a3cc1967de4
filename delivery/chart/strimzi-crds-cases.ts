import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { asArray, at, type ChartCases, type Values } from "./values.ts";

const definition = (kind: string, more = "") => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${kind.toLowerCase()}s.kafka.strimzi.io
${more}spec:
  group: kafka.strimzi.io
  scope: Namespaced
  names: { kind: ${kind}, plural: ${kind.toLowerCase()}s }
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties: { spec: { type: object, properties: { replicas: { type: integer, maximum: 2147483647 } } } }
`;

/** What is installed are the definitions as they were given, and nothing of them goes with the release. */
function brokenRules(manifest: string, values: Values): readonly string[] {
  const given = asArray(values.crds).flatMap((text) =>
    parseAllDocuments(String(text)).map((document) => document.toJS() as unknown),
  );
  const made = parseAllDocuments(manifest)
    .map((document) => document.toJS() as unknown)
    .filter((object) => object !== null);
  const broken = made.flatMap((object, index) => {
    const name = String(at(object, "metadata.name"));
    const annotations = at(object, "metadata.annotations") as Values | undefined;
    return [
      ...(annotations?.["helm.sh/resource-policy"] === "keep" ? [] : [`${name} stays`]),
      ...(JSON.stringify(sorted(at(object, "spec"))) === JSON.stringify(sorted(at(given[index], "spec")))
        ? []
        : [`${name} is as it was given`]),
    ];
  });
  return made.length === given.length ? broken : [`${given.length} definitions`, ...broken];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

export const strimziCrds: ChartCases = {
  chart: join("charts", "strimzi-crds"),
  release: "strimzi-crds",
  necessary: { crds: [definition("Kafka")] },
  switches: {
    "several definitions": { crds: [definition("Kafka"), definition("KafkaTopic")] },
    "a definition with annotations": {
      crds: [definition("Kafka", "  annotations: { example.org/owner: platform }\n")],
    },
  },
  alone: {},
  refusals: {
    "no definitions": [{ crds: [] }, "at '/crds': minItems: got 0, want 1"],
    "an unknown value": [{ keep: false }, "additional properties 'keep' not allowed"],
    "something that is no definition": [{ crds: ["kind: Pod\n"] }, "at '/crds/0'"],
    "a broken definition": [
      { crds: ["kind: CustomResourceDefinition\nspec: {\n"] },
      "strimzi-crds: crds must be YAML, got an error:",
    ],
  },
  comparedByTheTemplate: ["a broken definition"],
  brokenRules,
};
