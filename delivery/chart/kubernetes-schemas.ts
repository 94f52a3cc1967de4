import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isObject, type Values } from "./values.ts";

/**
 * Folder with one JSON schema a kind of Kubernetes, as kubeconform reads them.
 *
 * kubeconform's own source is a folder on GitHub. This one is Kubernetes itself: its OpenAPI document is part of the Go
 * module k8s.io/kubernetes, which comes through any module proxy, is verified by Go's checksum database, and exists for
 * every release. Made once and kept.
 *
 * @throws when Go is missing or the module cannot be had
 */
export function kubernetesSchemas(version: string): string {
  const folder = resolve("node_modules", ".cache", "millrace", "kubernetes-schemas", version);
  if (existsSync(folder)) {
    return folder;
  }
  const { Dir: module } = JSON.parse(
    execFileSync("go", ["mod", "download", "-json", `k8s.io/kubernetes@v${version}`], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }),
  );
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const openApi = JSON.parse(readFileSync(join(module, "api", "openapi-spec", "swagger.json"), "utf8"));
  for (const [name, schema] of schemasByFile(openApi)) {
    writeFileSync(join(unfinished, name), JSON.stringify(schema));
  }
  // Another run may have been faster.
  if (existsSync(folder)) {
    rmSync(unfinished, { recursive: true });
  } else {
    renameSync(unfinished, folder);
  }
  return folder;
}

/** The OpenAPI 2 document of Kubernetes as JSON schemas, by file name: `deployment-apps-v1.json`, `service-v1.json`. */
export function schemasByFile(openApi: { readonly definitions: Values }): Map<string, Values> {
  const files = new Map<string, Values>();
  const strict = Object.fromEntries(
    Object.entries(openApi.definitions).map(([name, definition]) => [name, strictSchema(definition)]),
  );
  for (const [name, definition] of Object.entries(openApi.definitions)) {
    const kinds = isObject(definition) ? definition["x-kubernetes-group-version-kind"] : undefined;
    for (const { group, version, kind } of Array.isArray(kinds) ? kinds : []) {
      const suffix = group === "" ? version : `${group.split(".")[0]}-${version}`;
      files.set(`${kind}-${suffix}.json`.toLowerCase(), {
        allOf: [{ $ref: `#/definitions/${name}` }],
        required: ["apiVersion", "kind"],
        properties: {
          apiVersion: { const: group === "" ? version : `${group}/${version}` },
          kind: { const: kind },
        },
        definitions: closure(strict, name),
      });
    }
  }
  return files;
}

/** Like the API server with strict field validation: no unknown fields, numbers where a quantity or a port may be one. */
function strictSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map(strictSchema);
  }
  if (!isObject(schema)) {
    return schema;
  }
  if (schema.format === "int-or-string" || String(schema.description).startsWith("Quantity is ")) {
    return { type: ["string", "number"] };
  }
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) {
    if (name === "properties" && isObject(value)) {
      copy.properties = Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, strictSchema(inner)]),
      );
      copy.additionalProperties = false;
    } else if (["type", "required", "enum", "items", "additionalProperties", "$ref"].includes(name)) {
      copy[name] = strictSchema(value);
    }
  }
  return copy;
}

/** The definitions that one needs, itself included. */
function closure(definitions: Values, start: string): Values {
  const needed: Record<string, unknown> = {};
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (!(name in needed)) {
      needed[name] = definitions[name];
      const references = JSON.stringify(definitions[name]).matchAll(/"#\/definitions\/([^"]+)"/g);
      open.push(...[...references].flatMap(([, reference]) => reference ?? []));
    }
  }
  return needed;
}
