import type { BundleName } from "../bundle.ts";
import type { Deployment } from "./kubernetes.ts";

/** Such as `producer` of `<registry>/<namespace>/millrace/producer@sha256:…`. */
export function programOf({ metadata, spec }: Deployment): BundleName {
  const image = spec.template.spec.containers[0]?.image ?? "";
  const name = /\/([^/@]+)@sha256:[0-9a-f]{64}$/.exec(image)?.[1];
  if (name === "producer" || name === "consumer") return name;
  throw new Error(
    `Deployment ${metadata.name}: image must end with /producer@sha256:… or /consumer@sha256:…, got ${image}.`,
  );
}

/** The variables that the Deployment sets by value; those that depend on the pod are the machine's matter. */
export function variablesOf({ spec }: Deployment): Record<string, string> {
  const env = spec.template.spec.containers[0]?.env ?? [];
  return Object.fromEntries(env.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}
