import type { Environment } from "../environments/schema.ts";

/** @throws Error that lists the environments there are, and how the command is used */
export function knownEnvironment(
  name: string,
  environments: readonly Environment[],
  usage: string,
): Environment {
  const environment = environments.find((candidate) => candidate.name === name);
  if (environment) return environment;
  const known = environments.map((candidate) => candidate.name).join(", ");
  throw new Error(`environment must be one of ${known}, got ${name}. ${usage}`);
}
