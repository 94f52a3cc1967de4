import type { Registry } from "../../environments/schema.ts";
import { digitalOceanRegistryAddress, registryStackName } from "../../stacks/naming.ts";

/**
 * What the addresses of both images begin with; nothing where only Oracle's registry stack knows.
 *
 * @param given host and namespace, with or without a slash at the end
 */
export function repositoriesIfKnown(
  name: string,
  registry: Registry,
  given: string | undefined,
  usage: string,
): string | undefined {
  const registryAddress = given?.replace(/\/+$/, "");
  if (registry.kind === "ocir") return registryAddress && `${registryAddress}/${registry.name}`;
  const own = registry.kind === "existing" ? registry.address : digitalOceanRegistryAddress(registry);
  if (registryAddress === undefined || registryAddress === own) return own;
  throw new Error(`--registry must be left out for ${name}, or be ${own}, got ${given}. ${usage}`);
}

/** @throws Error when it would have to be said, and was not */
export function repositoriesOf(
  name: string,
  registry: Registry,
  given: string | undefined,
  usage: string,
): string {
  const known = repositoriesIfKnown(name, registry, given, usage);
  if (known !== undefined) return known;
  const stack = registry.kind === "existing" ? "" : registryStackName(registry);
  throw new Error(
    `--registry must be given for ${name}, got none. Use registry_address, an output of ${stack}. ${usage}`,
  );
}
