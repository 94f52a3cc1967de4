import type { Call } from "../call.ts";
import type { Reader } from "./reader.ts";
import type { Type } from "./types.ts";
import type { Writer } from "./writer.ts";

/** One request of the protocol, from its bytes to its answer. */
export interface ApiDefinition<Request, Response> {
  readonly key: number;
  /** As the protocol guide names it, such as `Produce`. */
  readonly name: string;
  readonly versions: readonly [first: number, last: number];
  /** The first version with compact lengths and tagged fields. @default none */
  readonly flexibleFrom?: number;
  readonly request: Type<Request, never>;
  readonly response: Type<unknown, Response>;
  /** Undefined: the client wants no answer. */
  handle(request: Request, call: Call): Response | undefined | Promise<Response | undefined>;
  /** The answer when nothing is done: every part of it has this error. */
  refuse(request: Request, errorCode: number): Response;
}

type Answer = (to: Writer) => void;

/** A request that was read. */
export interface Exchange {
  handle(call: Call): Promise<Answer | undefined>;
  refuse(errorCode: number): Answer;
}

export interface Api extends Pick<ApiDefinition<never, never>, "key" | "name" | "versions"> {
  isFlexible(version: number): boolean;
  open(from: Reader): Exchange;
}

/** Forgets the types of a request and its answer, which only its own file knows. */
export function defineApi<Request, Response>(definition: ApiDefinition<Request, Response>): Api {
  const { key, name, versions, flexibleFrom = Number.POSITIVE_INFINITY, request, response } = definition;
  return {
    key,
    name,
    versions,
    isFlexible: (version) => version >= flexibleFrom,
    open(from) {
      const value = request.read(from);
      return {
        async handle(call) {
          const answer = await definition.handle(value, call);
          return answer === undefined ? undefined : (to) => response.write(to, answer);
        },
        refuse(errorCode) {
          const answer = definition.refuse(value, errorCode);
          return (to) => response.write(to, answer);
        },
      };
    },
  };
}
