import { isObject, type Values } from "./values.ts";

/** The values that a schema names, as `networkPolicy.httpsCidrs`: down to the first map, list or plain value. */
export function valuesOfSchema(schema: Values, path: readonly string[] = []): string[] {
  const properties =
    schema.additionalProperties === false && isObject(schema.properties) ? schema.properties : {};
  const below = Object.entries(properties).flatMap(([name, property]) =>
    isObject(property) ? valuesOfSchema(property, [...path, name]) : [],
  );
  return below.length > 0 ? below : [path.join(".")];
}

/** Whether values say anything about `networkPolicy.httpsCidrs`. */
export function says(values: Values, path: string): boolean {
  let value: unknown = values;
  for (const name of path.split(".")) {
    if (!isObject(value) || !(name in value)) {
      return false;
    }
    value = value[name];
  }
  return true;
}
