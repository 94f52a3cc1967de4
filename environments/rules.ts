/**
 * Rules that a value of any type can be held against; a rule reports what is
 * wrong and hands back what is right, so that later rules (overlaps, sums) can
 * look at the sound parts of an unsound environment.
 */

/** Everything that is wrong, in the order of discovery. */
export class Report {
  public readonly mistakes: string[] = [];

  public add(where: string, rule: string, got: unknown, remedy: string): void {
    this.mistakes.push(`${where}: ${rule}, got ${shown(got)}. ${remedy}`);
  }
}

/** The sound parts of a value: every property may be missing, those that are there obey their rules. */
export type Sound<T> = T extends string | number | boolean
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Sound<Item>[]
    : { readonly [Key in keyof T]?: Sound<NonNullable<T[Key]>> };

/** Undefined when nothing of the value can be used. */
export type Rule<T> = (value: unknown, where: string, report: Report) => Sound<T> | undefined;

/** A rule for a property that may be left out. */
export interface Optional<T> {
  readonly optional: Rule<T>;
}

type Fields<T> = {
  readonly [Key in keyof Required<T>]: Partial<Pick<T, Key>> extends Pick<T, Key>
    ? Optional<NonNullable<T[Key]>>
    : Rule<T[Key]>;
};

export function optional<T>(rule: Rule<T>): Optional<T> {
  return { optional: rule };
}

/** The one way in which values appear in messages: as JSON, shortened, and with a word for what JSON has none for. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "object" || typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 90 ? `${text.slice(0, 80)} …` : text;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object with exactly these properties. The compiler demands a rule for each property of T. */
export function record<T extends object>(fields: NoInfer<Fields<T>>): Rule<T> {
  const rules = new Map<string, Rule<unknown> | Optional<unknown>>(Object.entries(fields));
  return (value, where, report) => {
    if (!isObject(value)) {
      report.add(where, "must be an object", value, `Give it ${[...rules.keys()].join(", ")}.`);
      return undefined;
    }
    const sound: Record<string, unknown> = {};
    for (const [key, rule] of rules) {
      const given = value[key];
      const isOptional = typeof rule !== "function";
      if (isOptional && given === undefined) continue;
      sound[key] = (isOptional ? rule.optional : rule)(given, `${where}.${key}`, report);
    }
    for (const key of Object.keys(value).filter((key) => !rules.has(key))) {
      const remedy = `Remove it, or use one of ${[...rules.keys()].join(", ")}.`;
      report.add(`${where}.${key}`, "is not a known property", value[key], remedy);
    }
    return sound as Sound<T>;
  };
}

/** One of several objects, told apart by one property. The compiler demands a rule for each. */
export function variant<T extends object, Key extends keyof T & string>(
  discriminator: Key,
  variants: { readonly [Kind in T[Key] & string]: Rule<Extract<T, Readonly<Record<Key, Kind>>>> },
): Rule<T> {
  const rules = new Map<string, Rule<T>>(Object.entries(variants));
  const choice = oneOf([...rules.keys()]);
  return (value, where, report) => {
    if (!isObject(value)) {
      report.add(where, "must be an object", value, `Give it a ${discriminator} and what goes with it.`);
      return undefined;
    }
    const kind = choice(value[discriminator], `${where}.${discriminator}`, report);
    return kind === undefined ? undefined : rules.get(kind)?.(value, where, report);
  };
}

/** An object with names of the author's choice. */
export function named<T>(nameRule: Rule<string>, rule: Rule<T>): Rule<Readonly<Record<string, T>>> {
  return (value, where, report) => {
    if (!isObject(value) || Object.keys(value).length === 0) {
      report.add(where, "must be an object with at least one entry", value, "Name one, such as { main: … }.");
      return undefined;
    }
    const sound: Record<string, unknown> = {};
    for (const [name, entry] of Object.entries(value)) {
      nameRule(name, `${where}.${name}`, report);
      sound[name] = rule(entry, `${where}.${name}`, report);
    }
    return sound as Sound<Readonly<Record<string, T>>>;
  };
}

/** A list with at least one item and none twice. */
export function listOf<T>(rule: Rule<T>): Rule<readonly T[]> {
  return (value, where, report) => {
    if (!Array.isArray(value) || value.length === 0) {
      report.add(where, "must be a list with at least one item", value, 'Write it as ["…"].');
      return undefined;
    }
    const sound: unknown[] = [];
    for (const [index, item] of value.entries()) {
      const at = `${where}[${index}]`;
      if (value.indexOf(item) < index) report.add(at, "must not be there twice", item, "Remove one.");
      else sound.push(rule(item, at, report));
    }
    return sound.filter((item) => item !== undefined) as unknown as Sound<readonly T[]>;
  };
}

export function oneOf<T extends string>(choices: readonly T[], remedy?: string): Rule<T> {
  return (value, where, report) => {
    if (choices.includes(value as T)) return value as Sound<T>;
    report.add(where, `must be one of ${choices.join(", ")}`, value, remedy ?? "Choose one of them.");
    return undefined;
  };
}

/** Text that matches. `rule` completes "must be …". */
export function text(pattern: RegExp, rule: string, remedy: string): Rule<string> {
  return (value, where, report) => {
    if (typeof value === "string" && pattern.test(value)) return value;
    report.add(where, `must be ${rule}`, value, remedy);
    return undefined;
  };
}

/** A whole number within limits, both included. */
export function whole(least: number, most: number, remedy: string): Rule<number> {
  const range = most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`;
  return (value, where, report) => {
    if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) {
      return value as number;
    }
    report.add(where, `must be a whole number ${range}`, value, remedy);
    return undefined;
  };
}

export function yesOrNo(remedy: string): Rule<boolean> {
  return (value, where, report) => {
    if (typeof value === "boolean") return value;
    report.add(where, "must be true or false", value, remedy);
    return undefined;
  };
}

/** The literal that tells the variants of an object apart; `variant` has already held it against the choices. */
export function literal<T extends string>(expected: T): Rule<T> {
  return (value) => (value === expected ? (expected as Sound<T>) : undefined);
}

/** A rule, and then another for what all parts of the sound value say together. */
export function both<T>(
  rule: Rule<T>,
  then: (sound: Sound<T>, where: string, report: Report) => void,
): Rule<T> {
  return (value, where, report) => {
    const sound = rule(value, where, report);
    if (sound !== undefined) then(sound, where, report);
    return sound;
  };
}
