/** Reads what synth wrote the way a reviewer would: by stack, and by the class of the provider's resource. */
import { join } from "node:path";
import { type App, type TerraformStack, Testing } from "cdktf";

export type Block = Readonly<Record<string, unknown>>;

type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

export interface Document {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly output?: Readonly<Record<string, Block>>;
  readonly variable?: Readonly<Record<string, Block>>;
  readonly locals?: Block;
  readonly terraform?: Block;
}

/** A class of the generated bindings. */
interface ProviderClass {
  readonly tfResourceType: string;
}

export class SynthesizedStack {
  public readonly name: string;
  public readonly document: Document;

  constructor(name: string, document: Document) {
    this.name = name;
    this.document = document;
  }

  /** The resources of one class, by their name in the address. */
  resources({ tfResourceType }: ProviderClass): Readonly<Record<string, Block>> {
    return this.document.resource?.[tfResourceType] ?? {};
  }

  /** The only resource of its class. */
  resource(kind: ProviderClass): Block {
    const [block, ...others] = Object.values(this.resources(kind));
    if (block === undefined || others.length > 0) {
      throw new Error(`${this.name}: ${kind.tfResourceType} must be there once, got ${others.length + 1}`);
    }
    return block;
  }

  /** `<type>.<name>` of every resource. */
  addresses(): readonly string[] {
    return Object.entries(this.document.resource ?? {})
      .flatMap(([type, blocks]) => Object.keys(blocks).map((name) => `${type}.${name}`))
      .sort();
  }

  providers(name: string): readonly Block[] {
    return this.document.provider?.[name] ?? [];
  }
}

/** One stack that needs no other; throws when it is to be valid and is not. */
export function synthesizedStack(stack: TerraformStack, { valid = false } = {}): SynthesizedStack {
  return new SynthesizedStack(stack.node.id, JSON.parse(Testing.synth(stack, valid)) as Document);
}

/**
 * Every stack of an app, found valid by cdktf. All are prepared before any is
 * read: outputs for other stacks appear only then.
 */
export function synthesized(app: App): ReadonlyMap<string, SynthesizedStack> {
  const stacks = app.node.children as TerraformStack[];
  for (const stack of stacks) stack.prepareStack();
  return new Map(stacks.map((stack) => [stack.node.id, synthesizedStack(stack, { valid: true })]));
}

/** The files that stacks carry: the real charts, and a stand-in for the bundled credential program. */
export const appFiles = {
  chart: join(process.cwd(), "charts", "stream-app"),
  kafkaChart: join(process.cwd(), "charts", "kafka-cluster"),
  strimziCrdsChart: join(process.cwd(), "charts", "strimzi-crds"),
  credentialScript: join(process.cwd(), "__tests__", "support", "kube-credential.mjs"),
};

/** A Terraform expression as it stands in JSON. */
export function expression(text: string): string {
  return `\${${text}}`;
}
