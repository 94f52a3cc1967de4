import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import { parseAllDocuments } from "yaml";
import { strimzi } from "../../environments/versions.ts";
import { asArray, asObject, at, isObject, type Values } from "./values.ts";

/**
 * Strimzi's custom resource definitions, one text each: the files of the folder
 * STRIMZI_CRDS, or those of the packaged chart STRIMZI_CHART, or of the chart
 * that helm pulls. None is part of this project.
 *
 * @throws when none of these can be had
 */
export function strimziDefinitions(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const { STRIMZI_CRDS: folder, STRIMZI_CHART: chart } = environment;
  if (folder) {
    const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
    return files.sort().map((name) => readFileSync(join(folder, name), "utf8"));
  }
  const source = operatorChart(chart);
  const text = execFileSync("helm", ["show", "crds", ...source], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 30_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  // helm prints one after the other, with or without a line between them.
  return text.split(/^(?=apiVersion: apiextensions)/m).map((one) => one.replace(/^---\n/gm, ""));
}

/** What helm is told of the operator's chart. @param chart a packaged one; undefined: the pinned version of Strimzi's own */
export function operatorChart(chart: string | undefined): readonly string[] {
  const registry = "oci://quay.io/strimzi-helm/strimzi-kafka-operator";
  return chart ? [chart] : [registry, "--version", strimzi.version];
}

/** Validators by `<apiVersion> <kind>`. Like the API server with strict field validation, but for rules in CEL. */
export function validatorsOf(definitions: readonly string[]): ReadonlyMap<string, ValidateFunction> {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    unicodeRegExp: false,
    formats: { int64: true, int32: true },
  });
  const found = new Map<string, ValidateFunction>();
  for (const document of definitions.flatMap((text) => parseAllDocuments(text))) {
    const { spec } = document.toJS() as { readonly spec: Values };
    for (const version of asArray(spec.versions).filter((one) => at(one, "served") === true)) {
      const schema = strictSchema(at(version, "schema.openAPIV3Schema"), true);
      found.set(
        `${spec.group}/${at(version, "name")} ${at(spec, "names.kind")}`,
        ajv.compile(asObject(schema)),
      );
    }
  }
  return found;
}

/** No field that the definition does not name, unless it says that it keeps them. */
function strictSchema(schema: unknown, isRoot = false): unknown {
  if (!isObject(schema)) return schema;
  if (schema["x-kubernetes-int-or-string"] === true) return { type: ["string", "integer"] };
  const { properties, items, additionalProperties, ...rest } = schema;
  const copy: Record<string, unknown> = { ...rest };
  if (isObject(properties)) {
    copy.properties = Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [
        name,
        // What every object has; Kubernetes itself checks it.
        isRoot && name === "metadata" ? { type: "object" } : strictSchema(inner),
      ]),
    );
  }
  if (items !== undefined) copy.items = strictSchema(items);
  if (additionalProperties !== undefined) copy.additionalProperties = strictSchema(additionalProperties);
  else if (isObject(properties) && schema["x-kubernetes-preserve-unknown-fields"] !== true) {
    copy.additionalProperties = false;
  }
  return copy;
}

/** What Strimzi's definitions have against a manifest; objects of other kinds are not theirs. */
export function invalidResources(
  manifest: string,
  validators: ReadonlyMap<string, ValidateFunction>,
): readonly string[] {
  return parseAllDocuments(manifest).flatMap((document) => {
    const object = document.toJS() as unknown;
    const kind = String(at(object, "kind"));
    const validate = validators.get(`${at(object, "apiVersion")} ${kind}`);
    if (validate === undefined) {
      const isTheirs = /strimzi\.io\//.test(String(at(object, "apiVersion")));
      return isTheirs ? [`${kind}: must be one that Strimzi defines, got ${at(object, "apiVersion")}`] : [];
    }
    validate(object);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${kind} ${at(object, "metadata.name")}: ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  });
}
