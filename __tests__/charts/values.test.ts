import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { isObject, merge, necessary, refusals, renders, type Values } from "../../delivery/chart/cases.ts";
import { says, valuesOfSchema } from "../../delivery/chart/value-paths.ts";

const chart = join("charts", "stream-app");
const schema: Values = JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8"));
const defaultsText = readFileSync(join(chart, "values.yaml"), "utf8");
const defaults: Values = parse(defaultsText);
const validate = new Ajv({
  allErrors: true,
  strict: true,
  strictRequired: false,
  strictTypes: false,
}).compile(schema);

/** Objects whose keys somebody chooses: variables, labels, file names. */
const maps = ["env", "annotations", "configFiles", "vaultFiles", "matchLabels"];

/** As Helm does before it validates: the defaults with the given values over them. */
function errorsOf(values: Values): string[] {
  validate(merge(defaults, values));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
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

describe("the defaults of charts/stream-app", () => {
  it("lack nothing but the image", () => {
    expect(errorsOf({})).toEqual([" must have required property 'image'"]);
    expect(errorsOf(necessary)).toEqual([]);
  });

  it("name every value that the schema knows, in a setting or in its comment", () => {
    const unnamed = valuesOfSchema(schema).filter(
      (path) =>
        !says(defaults, path) && !new RegExp(`^# +${path.split(".").pop()}: `, "m").test(defaultsText),
    );
    expect(unnamed).toEqual([]);
  });

  it("hold no image, so that nobody deploys one by accident", () => {
    expect(says(defaults, "image")).toBe(false);
  });
});

describe("values.schema.json of charts/stream-app", () => {
  const objects = objectSchemas(schema, "");

  it.each(objects)("refuses unknown keys at %s", (path, object) => {
    const isMap = maps.includes(path.split("/").pop() ?? "");
    expect(isMap ? typeof object.additionalProperties : object.additionalProperties).toBe(
      isMap ? "object" : false,
    );
  });

  it("has looked at every level", () => {
    expect(objects.map(([path]) => path)).toEqual(
      expect.arrayContaining(["", "/properties/networkPolicy", "/definitions/peer/properties/ipBlock"]),
    );
  });

  it.each(Object.entries(renders))("accepts %s", (_name, values) => {
    expect(errorsOf(values)).toEqual([]);
  });

  // Only a template can compare two values; delivery/check-chart.ts sees it refuse.
  const comparedByTheTemplate = ["an autoscaler upside down"];
  it.each(Object.entries(refusals).filter(([name]) => !comparedByTheTemplate.includes(name)))(
    "refuses %s",
    (_name, [values]) => {
      expect(errorsOf(merge(necessary, values))).not.toEqual([]);
    },
  );

  it("names the wrong value and nothing else", () => {
    expect(errorsOf(merge(necessary, { image: "nginx:latest", replicaCount: 2 }))).toEqual([
      " must NOT have additional properties",
      '/image must match pattern "^.+@sha256:[0-9a-f]{64}$"',
    ]);
  });
});

describe("the templates of charts/stream-app", () => {
  const templates = join(chart, "templates");
  const texts = readdirSync(templates, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
  const used = new Set(
    texts.flatMap((text) => [...text.matchAll(/\.Values\.([\w.]+)/g)].flatMap(([, path]) => path ?? [])),
  );

  it("use no value that the schema does not know", () => {
    const known = valuesOfSchema(schema);
    const unknown = [...used].filter((path) => !known.some((one) => `${one}.`.startsWith(`${path}.`)));
    expect(unknown).toEqual([]);
  });

  it("use every value that the schema knows", () => {
    const unused = valuesOfSchema(schema).filter(
      (path) => ![...used].some((one) => `${path}.`.startsWith(`${one}.`)),
    );
    expect(unused).toEqual([]);
  });

  it("set the variables that the schema keeps out of env", () => {
    const refused =
      isObject(schema.properties) && isObject(schema.properties.env) ? schema.properties.env.properties : {};
    const text = texts.join("\n");
    expect(
      Object.keys(isObject(refused) ? refused : {}).filter((name) => !text.includes(`- name: ${name}\n`)),
    ).toEqual([]);
  });

  it("name an image only as the value does", () => {
    const images = texts.flatMap((text) =>
      [...text.matchAll(/^\s*(?:- )?image: (.*)$/gm)].flatMap(([, image]) => image ?? []),
    );
    expect(new Set(images)).toEqual(new Set(["{{ .Values.image }}"]));
  });
});
