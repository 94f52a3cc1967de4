import type { DigitalOceanRegistry, OracleRegistry } from "./schema.ts";

/** Shared by all environments on Oracle Cloud, so that an image is promoted by its digest and never built twice. */
export const oracleRegistry = {
  kind: "ocir",
  name: "millrace",
  region: "eu-frankfurt-1",
  backend: { kind: "local" },
} as const satisfies OracleRegistry;

/** The only one of the account, for all environments on DigitalOcean. */
export const digitalOceanRegistry = {
  kind: "digitalocean",
  // Unique in all of DigitalOcean: put a name of your own here.
  name: "millrace-do",
  region: "fra1",
  backend: { kind: "local" },
} as const satisfies DigitalOceanRegistry;
