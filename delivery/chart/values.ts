export type Values = { readonly [name: string]: unknown };

/** Each leaves the defaults in one respect. check-chart.ts fails when a value of the schema is in none of them. */
export type Switches = Readonly<Record<string, Values>>;

/** What delivery/check-chart.ts gives to a chart: values that must render, and values that must be refused. */
export interface ChartCases {
  /** Its folder, from that of the project. */
  readonly chart: string;
  /** What its release is called. */
  readonly release: string;
  /** The values without a default. */
  readonly necessary: Values;
  readonly switches: Switches;
  /** As switches, but for values that cannot be together with others. */
  readonly alone: Switches;
  /** Values that must be refused, and what the refusal must say. */
  readonly refusals: Readonly<Record<string, readonly [Values, string]>>;
  /** Refusals of a template, which alone can compare two values: values.schema.json accepts them. */
  readonly comparedByTheTemplate: readonly string[];
  /** Rules that a render breaks, which no Kubernetes schema can say. */
  readonly brokenRules: (manifest: string, values: Values) => readonly string[];
}

/**
 * Nothing on, each switch alone, all but each, and all: so every two switches meet in all four ways. Where two set the
 * same value, the later one wins.
 */
export function rendersOf({ necessary, switches, alone }: ChartCases): Readonly<Record<string, Values>> {
  const each = Object.entries({ ...switches, ...alone });
  return {
    "nothing on": necessary,
    ...Object.fromEntries(each.map(([name, values]) => [name, merge(necessary, values)])),
    ...Object.fromEntries(
      Object.keys(switches).map((left) => [
        `all but ${left}`,
        Object.entries(switches).reduce(
          (all, [name, values]) => (name === left ? all : merge(all, values)),
          necessary,
        ),
      ]),
    ),
    "all on": Object.values(switches).reduce(merge, necessary),
  };
}

/** As Helm merges: objects key by key, everything else as a whole; null takes away what is there. */
export function merge(base: Values, over: Values): Values {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const below = merged[name];
    if (value === null && name in base) {
      delete merged[name];
    } else {
      merged[name] = isObject(below) && isObject(value) ? merge(below, value) : value;
    }
  }
  return merged;
}

export function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is at a path such as `spec.containers.0.image`, or undefined. */
export function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, name) => {
    if (Array.isArray(inner)) {
      return inner[Number(name)];
    }
    return isObject(inner) ? inner[name] : undefined;
  }, value);
}

export function asObject(value: unknown): Values {
  return isObject(value) ? value : {};
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
