/** One thing that Terraform manages. */
export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface StackState {
  readonly resources: readonly StateResource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface StateFile {
  readonly resources?: readonly {
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly name: string;
    readonly instances: readonly {
      readonly index_key?: string | number;
      readonly attributes: Readonly<Record<string, unknown>>;
    }[];
  }[];
  readonly outputs?: Readonly<Record<string, { readonly value: unknown }>>;
}

/** Reads a state file of version 4: in a fraction of the time of `terraform show`, which starts every plugin. */
export function readState(text: string): StackState {
  const { resources = [], outputs = {} } = JSON.parse(text) as StateFile;
  return {
    resources: resources
      .filter(({ mode }) => mode === "managed")
      .flatMap(({ type, name, instances }) =>
        instances.map(({ index_key: index, attributes }) => ({
          address: `${type}.${name}${index === undefined ? "" : `[${JSON.stringify(index)}]`}`,
          type,
          attributes,
        })),
      ),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
  };
}
