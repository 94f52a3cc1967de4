import type { Reader } from "./reader.ts";
import { int32, type Type } from "./types.ts";
import type { Writer } from "./writer.ts";

/** A field that not every version has, or that need not be given to be written. */
export interface OptionalField<Read, Written> extends Type<Read, Written> {
  readonly first: number;
  readonly last: number;
  readonly initial: Read & Written;
}

type Field = Type<unknown, never>;
type Fields = Readonly<Record<string, Field>>;
type OptionalNames<F> = {
  [Name in keyof F]: F[Name] extends { readonly initial: unknown } ? Name : never;
}[keyof F];

type Reading<F> = { readonly [Name in keyof F]: F[Name] extends Type<infer Read, never> ? Read : never };
type Written<T> = T extends { write(to: Writer, value: infer Value): void } ? Value : never;
type Writing<F> = { readonly [Name in Exclude<keyof F, OptionalNames<F>>]: Written<F[Name]> } & {
  readonly [Name in OptionalNames<F>]?: Written<F[Name]> | undefined;
};

/** What reading a type gives. */
export type Value<T> = T extends { read(from: Reader): infer Read } ? Read : never;

/** A field of the versions from `first` on. In older ones it reads as `initial` and is not written. */
export function since<Read, Written>(
  first: number,
  type: Type<Read, Written>,
  initial: Read & Written,
): OptionalField<Read, Written> {
  return { read: type.read, write: type.write, first, last: Number.POSITIVE_INFINITY, initial };
}

/** A field of the versions up to `last`. */
export function until<Read, Written>(
  last: number,
  type: Type<Read, Written>,
  initial: Read & Written,
): OptionalField<Read, Written> {
  return { read: type.read, write: type.write, first: 0, last, initial };
}

/** A field of the versions from `first` to `last`. */
export function between<Read, Written>(
  first: number,
  last: number,
  type: Type<Read, Written>,
  initial: Read & Written,
): OptionalField<Read, Written> {
  return { read: type.read, write: type.write, first, last, initial };
}

/** A field of every version, written as `initial` when it is not given. */
export function withDefault<Read, Written>(
  type: Type<Read, Written>,
  initial: Read & Written,
): OptionalField<Read, Written> {
  return since(0, type, initial);
}

/** How long the client should wait before its next request: never, here. */
export const throttleTime = (first: number) => since(first, int32, 0);

/** Fields one after the other; in flexible versions a section of tagged fields follows. */
export function struct<F extends Fields>(fields: F): Type<Reading<F>, Writing<F>> {
  const entries = Object.entries(fields).map(([name, field]) => ({
    name,
    first: 0,
    last: Number.POSITIVE_INFINITY,
    initial: undefined,
    // Bound once; the names and the types of `fields` hold for both directions.
    ...(field as Type<unknown, unknown>),
  }));
  return {
    read(from) {
      const value: Record<string, unknown> = {};
      const { version } = from;
      for (const entry of entries) {
        const here = version >= entry.first && version <= entry.last;
        value[entry.name] = here ? entry.read(from) : entry.initial;
      }
      if (from.flexible) from.skipTags();
      return value as Reading<F>;
    },
    write(to, value) {
      const values = value as Readonly<Record<string, unknown>>;
      const { version } = to;
      for (const entry of entries) {
        if (version < entry.first || version > entry.last) continue;
        const given = values[entry.name];
        entry.write(to, given === undefined ? entry.initial : given);
      }
      if (to.flexible) to.noTags();
    },
  };
}
