import type { Environment } from "../../environments/schema.ts";
import type { Cloud } from "./cloud.ts";
import { startDigitalOcean } from "./digitalocean.ts";
import { startOracle } from "./oracle.ts";

/** Every cloud that can be played, and what of an environment is on it. */
const clouds = [
  {
    start: startOracle,
    has: ({ cluster, streaming, registry }: Environment) =>
      cluster.kind === "oke" || streaming !== undefined || registry.kind === "ocir",
  },
  {
    start: startDigitalOcean,
    has: ({ cluster, registry }: Environment) => cluster.kind === "doks" || registry.kind === "digitalocean",
  },
];

/** Starts the stand-ins of the clouds that the environment is on; none for a cluster that is there already. */
export function startClouds(
  environment: Environment,
  kubeconfig: string | undefined,
): Promise<readonly Cloud[]> {
  return Promise.all(clouds.filter(({ has }) => has(environment)).map(({ start }) => start(kubeconfig)));
}
