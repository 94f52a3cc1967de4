import type { Environment } from "../../environments/schema.ts";
import type { Layer } from "../../stacks/naming.ts";
import type { Json } from "./merge-patch.ts";
import { digitalOceanBeforehand, digitalOceanPool, digitalOceanUpdates } from "./updates/digitalocean.ts";
import { kafkaUpdates, longerRetention } from "./updates/kafka.ts";
import { oracleBeforehand, oraclePool, oracleUpdates } from "./updates/oracle.ts";

/** What an operator does one day. */
export interface Update {
  readonly kind: string;
  /** The stack that it goes to. */
  readonly layer: Layer;
  /** Of the environment's description. */
  readonly patch?: Json;
  /** Digit that the digests of its images are made of. */
  readonly images?: string;
  /** Of Terraform. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Each must match a line of the plan. */
  readonly touches: readonly RegExp[];
  /** What a reviewer reads of it. */
  readonly words?: RegExp;
}

/** A state in a file, and no more of another store. */
const besideIt = { kind: "local", bucket: null, region: null, endpoint: null };

/** A patch that puts the states of an environment, and of its registry, where nobody else's are. */
export function statesBesideIt({ registry }: Environment): Json {
  return { backend: besideIt, ...(registry.kind === "existing" ? {} : { registry: { backend: besideIt } }) };
}

/** Patches that make an environment deployable here: states beside it, one Kubernetes minor to go. */
export function beforehand(environment: Environment): readonly Json[] {
  return [statesBesideIt(environment), oracleBeforehand(environment), digitalOceanBeforehand(environment)];
}

/** One of each kind. After all of them the cluster has the version that its description asks for. */
export function updatesOf(environment: Environment): readonly Update[] {
  return [
    ...oracleUpdates(environment),
    ...digitalOceanUpdates(environment),
    ...kafkaUpdates(environment),
    {
      kind: "a new image digest",
      layer: "apps",
      images: "2",
      touches: [/^update helm_release\./],
    },
  ];
}

/** What one pull request asks for on top of all of these, in as many stacks as there are: whoever reviews it reads words. */
export function describedUpdates(environment: Environment): readonly Update[] {
  return [
    ...oraclePool(environment),
    ...digitalOceanPool(environment),
    ...longerRetention(environment),
    moreMemory(environment),
  ];
}

/** Which makes new pods, as another image does. */
function moreMemory({ apps }: Environment): Update {
  const [name = "", { resources } = { resources: { memoryMiB: 256 } }] = Object.entries(apps)[0] ?? [];
  const memoryMiB = resources.memoryMiB + 128;
  return {
    kind: "more memory",
    layer: "apps",
    patch: { apps: { [name]: { resources: { memoryMiB } } } },
    touches: [/^update helm_release\./],
    words: new RegExp(
      `: memory of each pod of release \`${name}\` \`${resources.memoryMiB}Mi\` → \`${memoryMiB}Mi\`$`,
      "m",
    ),
  };
}
