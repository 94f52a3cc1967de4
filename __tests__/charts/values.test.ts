import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { kafkaCluster } from "../../delivery/chart/kafka-cluster-cases.ts";
import { streamApp } from "../../delivery/chart/stream-app-cases.ts";
import { strimziCrds } from "../../delivery/chart/strimzi-crds-cases.ts";
import { says, valuesOfSchema } from "../../delivery/chart/value-paths.ts";
import { type ChartCases, isObject, merge, rendersOf, type Values } from "../../delivery/chart/values.ts";

/** Objects whose keys somebody chooses: variables, labels, file names. */
const maps = [
  ...["env", "annotations", "configFiles", "vaultFiles", "matchLabels"],
  ...["brokerConfig", "config", "topics", "users", "labels", "secrets"],
];

/** What a chart's files say, and what its schema has against values. */
function read({ chart }: ChartCases) {
  const schema: Values = JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8"));
  const defaultsText = readFileSync(join(chart, "values.yaml"), "utf8");
  const defaults: Values = parse(defaultsText);
  const settings = { allErrors: true, strict: true, strictRequired: false, strictTypes: false };
  const validate = new Ajv(settings).compile(schema);
  const texts = readdirSync(join(chart, "templates"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  /** As Helm does before it validates: the defaults with the given values over them. */
  const errorsOf = (values: Values): string[] => {
    validate(merge(defaults, values));
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
  return { schema, defaultsText, defaults, texts, errorsOf };
}

/** Every schema of an object inside a schema, by its path. */
function objectSchemas(node: unknown, path: string): [path: string, schema: Values][] {
  if (Array.isArray(node)) {
    return node.flatMap((item, index) => objectSchemas(item, `${path}/${index}`));
  }
  if (!isObject(node)) {
    return [];
  }
  const below = Object.entries(node).flatMap(([name, inner]) => objectSchemas(inner, `${path}/${name}`));
  return node.type === "object" ? [[path, node], ...below] : below;
}

const charts: readonly ChartCases[] = [streamApp, kafkaCluster, strimziCrds];

describe.each(charts)("$chart", (cases) => {
  const { schema, defaultsText, defaults, texts, errorsOf } = read(cases);
  const { necessary, refusals, comparedByTheTemplate } = cases;
  const known = valuesOfSchema(schema);

  it("has defaults for all but what is necessary", () => {
    expect(errorsOf(necessary)).toEqual([]);
    for (const name of Object.keys(necessary)) {
      const { [name]: _left, ...rest } = necessary;
      expect([name, errorsOf(rest)]).not.toEqual([name, []]);
    }
  });

  it("names every value that the schema knows in a setting of values.yaml, or in its comment", () => {
    const unnamed = known.filter(
      (path) =>
        !says(defaults, path) && !new RegExp(`^# +${path.split(".").pop()}: `, "m").test(defaultsText),
    );
    expect(unnamed).toEqual([]);
  });

  const objects = objectSchemas(schema, "");

  it.each(objects)("refuses unknown keys at %s", (path, object) => {
    const isMap = maps.includes(path.split("/").pop() ?? "");
    expect(isMap ? typeof object.additionalProperties : object.additionalProperties).toBe(
      isMap ? "object" : false,
    );
  });

  it.each(Object.entries(rendersOf(cases)))("accepts %s", (_name, values) => {
    expect(errorsOf(values)).toEqual([]);
  });

  // Only a template can compare two values; delivery/check-chart.ts sees it refuse.
  it.each(Object.entries(refusals).filter(([name]) => !comparedByTheTemplate.includes(name)))(
    "refuses %s",
    (_name, [values]) => {
      expect(errorsOf(merge(necessary, values))).not.toEqual([]);
    },
  );

  const used = new Set(
    texts.flatMap((text) => [...text.matchAll(/\.Values\.([\w.]+)/g)].flatMap(([, path]) => path ?? [])),
  );

  it("has no template that uses a value unknown to the schema", () => {
    const unknown = [...used].filter(
      (path) =>
        !known.some((one) => `${one}.`.startsWith(`${path}.`)) &&
        !known.some((one) => path.startsWith(`${one}.`)),
    );
    expect(unknown).toEqual([]);
  });

  it("has a template for every value that the schema knows", () => {
    const unused = known.filter(
      (path) => ![...used].some((one) => `${path}.`.startsWith(`${one}.`) || one.startsWith(`${path}.`)),
    );
    expect(unused).toEqual([]);
  });
});

describe("charts/stream-app", () => {
  const { schema, defaults, texts, errorsOf } = read(streamApp);

  it("has looked at every level", () => {
    expect(objectSchemas(schema, "").map(([path]) => path)).toEqual(
      expect.arrayContaining(["", "/properties/networkPolicy", "/definitions/peer/properties/ipBlock"]),
    );
  });

  it("has no image by default, so that nobody deploys one by accident", () => {
    expect(says(defaults, "image")).toBe(false);
  });

  it("names the wrong value and nothing else", () => {
    expect(errorsOf(merge(streamApp.necessary, { image: "nginx:latest", replicaCount: 2 }))).toEqual([
      " must NOT have additional properties",
      '/image must match pattern "^.+@sha256:[0-9a-f]{64}$"',
    ]);
  });

  it("sets the variables that the schema keeps out of env", () => {
    const refused =
      isObject(schema.properties) && isObject(schema.properties.env) ? schema.properties.env.properties : {};
    const text = texts.join("\n");
    expect(
      Object.keys(isObject(refused) ? refused : {}).filter((name) => !text.includes(`- name: ${name}\n`)),
    ).toEqual([]);
  });

  it("names an image only as the value does", () => {
    const images = texts.flatMap((text) =>
      [...text.matchAll(/^\s*(?:- )?image: (.*)$/gm)].flatMap(([, image]) => image ?? []),
    );
    expect(new Set(images)).toEqual(new Set(["{{ .Values.image }}"]));
  });
});
