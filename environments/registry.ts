import type { OracleRegistry } from "./schema.ts";

/** Shared by all environments on Oracle Cloud, so that an image is promoted by its digest and never built twice. */
export const oracleRegistry = {
  kind: "ocir",
  name: "millrace",
  region: "eu-frankfurt-1",
  backend: { kind: "local" },
} as const satisfies OracleRegistry;
