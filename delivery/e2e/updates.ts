import type { Environment } from "../../environments/schema.ts";
import type { Layer } from "../../stacks/naming.ts";
import type { Json } from "./merge-patch.ts";
import { digitalOceanBeforehand, digitalOceanUpdates } from "./updates/digitalocean.ts";
import { kafkaUpdates } from "./updates/kafka.ts";
import { oracleBeforehand, oracleUpdates } from "./updates/oracle.ts";

/** What an operator does one day. */
export interface Update {
  readonly kind: string;
  /** The stack that it goes to. */
  readonly layer: Layer;
  /** Of the environment's description. */
  readonly patch?: Json;
  /** Of Terraform. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Each must match a line of the plan. */
  readonly touches: readonly RegExp[];
}

/** A state in a file, and no more of another store. */
const besideIt = { kind: "local", bucket: null, region: null, endpoint: null };

/** A digest that looks like one. */
export function madeUpDigest(digit: string): string {
  return `sha256:${digit.repeat(64)}`;
}

/** Patches that make an environment deployable here: states beside it, images that were "pushed", one Kubernetes minor to go. */
export function beforehand(environment: Environment): readonly Json[] {
  return [
    { backend: besideIt },
    environment.registry.kind === "existing" ? {} : { registry: { backend: besideIt } },
    oracleBeforehand(environment),
    digitalOceanBeforehand(environment),
    {
      apps: Object.fromEntries(
        Object.keys(environment.apps).map((name) => [name, { image: { digest: madeUpDigest("1") } }]),
      ),
    },
  ];
}

/** One of each kind. After all of them the cluster has the version that its description asks for. */
export function updatesOf(environment: Environment): readonly Update[] {
  const [app = ""] = Object.keys(environment.apps);
  return [
    ...oracleUpdates(environment),
    ...digitalOceanUpdates(environment),
    ...kafkaUpdates(environment),
    {
      kind: "a new image digest",
      layer: "apps",
      patch: { apps: { [app]: { image: { digest: madeUpDigest("2") } } } },
      touches: [/^update helm_release\./],
    },
  ];
}
