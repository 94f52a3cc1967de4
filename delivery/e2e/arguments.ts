import type { Environment } from "../../environments/schema.ts";

export const e2eUsage = "Usage: npm run e2e -- <environment>…";

/**
 * @returns the environments that are named, each once
 * @throws Error with one message for everything that is wrong
 */
export function e2eArguments(
  argv: readonly string[],
  environments: readonly Environment[],
): readonly Environment[] {
  const problems: string[] = [];
  const known = environments.map(({ name }) => name).join(", ");
  if (argv.length === 0) problems.push(`arguments must name at least one of ${known}, got none. Choose one.`);
  for (const name of new Set(argv)) {
    if (!environments.some((environment) => environment.name === name)) {
      problems.push(`environment must be one of ${known}, got ${name}. Choose one of those.`);
    }
  }
  if (problems.length > 0) throw new Error([...problems, e2eUsage].join("\n"));
  return environments.filter(({ name }) => argv.includes(name));
}
