import { TerraformStack, Testing } from "cdktf";
import type { Construct } from "constructs";
import { OkeNetwork, type OkeNetworkProps } from "../../../constructs/oci/network.ts";
import { OkeCluster } from "../../../constructs/oci/oke-cluster.ts";

export type Block = Readonly<Record<string, unknown>>;

/** What Terraform would be given for the constructs that `build` makes. */
export class Synthesized {
  private readonly document: Document;

  constructor(build: (stack: TerraformStack) => void) {
    const stack = new TerraformStack(Testing.app(), "stack");
    build(stack);
    this.document = JSON.parse(Testing.synth(stack)) as Document;
  }

  all(type: string): readonly Block[] {
    return Object.values(this.document.resource?.[type] ?? {});
  }

  only(type: string): Block {
    return single(type, this.all(type));
  }

  onlyData(type: string): Block {
    return single(type, Object.values(this.document.data?.[type] ?? {}));
  }

  output(name: string): unknown {
    return this.document.output?.[name]?.value;
  }

  /** Every resource, with its type. */
  everything(): readonly (readonly [type: string, resource: Block])[] {
    return Object.entries(this.document.resource ?? {}).flatMap(([type, blocks]) =>
      Object.values(blocks).map((block) => [type, block] as const),
    );
  }
}

interface Document {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly output?: Readonly<Record<string, { readonly value: unknown }>>;
}

type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

function single(type: string, blocks: readonly Block[]): Block {
  const [first, ...more] = blocks;
  if (first === undefined || more.length > 0) throw new Error(`${blocks.length} of ${type}, expected one`);
  return first;
}

export const compartmentId = "ocid1.compartment.oc1..compartment";
export const freeformTags = { deployment: "d-1" };

export function network(scope: Construct, props: Partial<OkeNetworkProps> = {}): OkeNetwork {
  return new OkeNetwork(scope, "network", {
    compartmentId,
    name: "oke-dev",
    cidrs: {
      vcn: "10.0.0.0/16",
      endpoint: "10.0.0.0/28",
      workers: "10.0.1.0/24",
      pods: "10.0.64.0/18",
      loadBalancers: "10.0.2.0/24",
    },
    endpointPublic: true,
    allowedCidrs: ["203.0.113.0/24", "198.51.100.7/32"],
    freeformTags,
    ...props,
  });
}

export function cluster(scope: Construct, props: Partial<OkeNetworkProps> = {}): OkeCluster {
  return clusterIn(scope, network(scope, props));
}

export function clusterIn(scope: Construct, inNetwork: OkeNetwork): OkeCluster {
  return new OkeCluster(scope, "cluster", {
    compartmentId,
    region: "eu-frankfurt-1",
    name: "oke-dev",
    kubernetesVersion: "1.36.1",
    network: inNetwork,
    freeformTags,
  });
}
