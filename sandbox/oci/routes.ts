import type { IncomingHttpHeaders } from "node:http";
import { invalidParameter } from "./errors.ts";

/** One request that was understood and authenticated. */
export interface Call {
  /** As the SDK names it, such as `PutMessages`. */
  readonly operation: string;
  /** The variable parts of the path, in order. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text, or a value to make it from. @default an empty body */
  readonly body?: string | object;
}

export interface Route {
  readonly operation: string;
  readonly method: string;
  /** Its groups are the variable parts. */
  readonly path: RegExp;
  /** @default false: a request with a body must sign it */
  readonly bodyMayBeUnsigned?: boolean;
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

/** The body as an object; an empty one is `{}`, as the SDK sends it. */
export function jsonBody({ body }: Pick<Call, "body">): Record<string, unknown> {
  try {
    const parsed: unknown = body.length === 0 ? {} : JSON.parse(body.toString());
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
  } catch {
    // Refused below, like every other body that is no object.
  }
  throw invalidParameter("The request body is not a JSON object.");
}
