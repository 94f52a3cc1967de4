import { describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { schemasByFile } from "../../delivery/chart/kubernetes-schemas.ts";

const files = schemasByFile({
  definitions: {
    "io.k8s.Widget": {
      description: "Not a part of Kubernetes.",
      type: "object",
      required: ["spec"],
      properties: {
        apiVersion: { type: "string" },
        kind: { type: "string" },
        spec: { $ref: "#/definitions/io.k8s.WidgetSpec" },
      },
      "x-kubernetes-group-version-kind": [{ group: "widgets.k8s.io", version: "v1", kind: "Widget" }],
    },
    "io.k8s.WidgetSpec": {
      type: "object",
      properties: {
        port: { $ref: "#/definitions/io.k8s.IntOrString" },
        labels: { type: "object", additionalProperties: { type: "string" } },
        parts: { type: "array", items: { $ref: "#/definitions/io.k8s.WidgetSpec" } },
      },
    },
    "io.k8s.IntOrString": { type: "string", format: "int-or-string" },
    "io.k8s.Unrelated": { type: "string" },
    "io.k8s.Pod": {
      properties: {},
      "x-kubernetes-group-version-kind": [{ group: "", version: "v1", kind: "Pod" }],
    },
  },
});

function errorsOf(object: unknown): string[] {
  const validate = new Ajv({ strict: false }).compile(files.get("widget-widgets-v1.json") ?? false);
  validate(object);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const widget = { apiVersion: "widgets.k8s.io/v1", kind: "Widget" };

describe("the JSON schemas made from Kubernetes' OpenAPI document", () => {
  it("are in files that kubeconform finds, each complete in itself and no larger", () => {
    expect([...files.keys()]).toEqual(["widget-widgets-v1.json", "pod-v1.json"]);
    expect(
      Object.keys((files.get("widget-widgets-v1.json") as { definitions: object }).definitions).sort(),
    ).toEqual(["io.k8s.IntOrString", "io.k8s.Widget", "io.k8s.WidgetSpec"]);
  });

  it.each([80, "http"])("accept %p where Kubernetes takes a number or a name", (port) => {
    expect(errorsOf({ ...widget, spec: { port, labels: { any: "name" } } })).toEqual([]);
  });

  it.each([
    [
      "an unknown field, however deep",
      { spec: { parts: [{ parts: [{ prt: 80 }] }] } },
      "/spec/parts/0/parts/0 must NOT have additional properties",
    ],
    ["a wrong type", { spec: { labels: { a: 1 } } }, "/spec/labels/a must be string"],
    ["a missing field", {}, " must have required property 'spec'"],
    [
      "another version",
      { spec: {}, apiVersion: "widgets.k8s.io/v2" },
      "/apiVersion must be equal to constant",
    ],
  ])("refuse %s", (_name, object, error) => {
    expect(errorsOf({ ...widget, ...object })).toEqual([error]);
  });
});
