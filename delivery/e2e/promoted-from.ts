import type { Environment } from "../../environments/schema.ts";

/**
 * The environment whose images this one runs next: the one before it that takes
 * them from the same registry; undefined where there is none.
 *
 * @param environments in the order of promotion, as environments/all.ts lists them
 */
export function promotedFrom(
  { name, registry }: Environment,
  environments: readonly Environment[],
): Environment | undefined {
  if (registry.kind === "existing") return undefined;
  const before = environments.slice(
    0,
    environments.findIndex((one) => one.name === name),
  );
  return before.findLast((one) => one.registry.kind !== "existing" && one.registry.name === registry.name);
}
