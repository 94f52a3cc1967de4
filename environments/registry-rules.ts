import { backendRule } from "./backend-rules.ts";
import { digitalOceanRegion } from "./doks-rules.ts";
import { name, ociRegion } from "./name-rules.ts";
import { literal, oneOf, optional, type Rule, record, text, variant } from "./rules.ts";
import type { Registry } from "./schema.ts";

export const registryRule: Rule<Registry> = variant("kind", {
  ocir: record({
    kind: literal("ocir"),
    name: name("a registry", 63),
    region: ociRegion,
    backend: backendRule,
  }),
  digitalocean: record({
    kind: literal("digitalocean"),
    // https://docs.digitalocean.com/products/container-registry/details/limits/
    name: name("a registry", 63),
    region: digitalOceanRegion,
    tier: optional(
      oneOf(["basic", "professional"], "The free one has one repository: too few for two programs."),
    ),
    backend: backendRule,
  }),
  existing: record({
    kind: literal("existing"),
    // https://pkg.go.dev/github.com/distribution/reference
    address: text(
      /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([-._][a-z0-9]+)*)*$/,
      "the host of a registry, its port if it has one, and a path if it wants one",
      "Write it without a scheme, such as localhost:5001/millrace.",
    ),
  }),
});
