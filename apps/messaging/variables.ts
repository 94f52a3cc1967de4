/** Everything that is wrong with a program's variables; the message has one line for each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a variable must be and what to do about one that is not. */
export interface Rule {
  /** Follows the variable's name: `must be …`. */
  readonly rule: string;
  /** A sentence without its full stop. */
  readonly remedy: string;
  /** Keeps a wrong value out of the message. */
  readonly secret?: boolean;
}

/**
 * Reads variables one by one and remembers what is wrong, so that the person
 * who deploys sees all of it at once. An empty variable counts as not set,
 * because that is what templates leave behind.
 */
export class VariableReader {
  readonly #where: string;
  readonly #env: Environment;
  readonly #problems: string[] = [];

  constructor(where: string, env: Environment) {
    this.#where = where;
    this.#env = env;
  }

  optional(name: string): string | undefined {
    return this.#env[name] || undefined;
  }

  /** The parsed value; `undefined`, and a problem, when `parse` finds none in it. */
  read<T>(
    name: string,
    rule: Rule,
    parse: (text: string) => T | undefined,
    fallback?: string,
  ): T | undefined {
    const text = this.optional(name) ?? fallback;
    const value = text === undefined ? undefined : parse(text);
    if (value === undefined) this.refuse(name, rule);
    return value;
  }

  /** Like {@link read}, but a variable that is not set is no problem. */
  readOptional<T>(name: string, rule: Rule, parse: (text: string) => T | undefined): T | undefined {
    return this.optional(name) === undefined ? undefined : this.read(name, rule, parse);
  }

  refuse(name: string, { rule, remedy, secret = false }: Rule): void {
    const value = this.optional(name);
    const got =
      value === undefined ? "nothing" : secret ? "a value that is not shown" : JSON.stringify(value);
    this.#problems.push(`${this.#where}: ${name} ${rule}, got ${got}. ${remedy}.`);
  }

  throwProblems(): void {
    if (this.#problems.length > 0) throw new ConfigError(this.#problems);
  }
}

export function oneOf<T extends string>(values: readonly T[]): (text: string) => T | undefined {
  return (text) => values.find((value) => value === text);
}

export function numberFrom(min: number, max: number): (text: string) => number | undefined {
  return (text) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  };
}

export function integerFrom(min: number, max: number): (text: string) => number | undefined {
  const parse = numberFrom(min, max);
  return (text) => (/^\d+$/.test(text) ? parse(text) : undefined);
}

export function matching(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}
