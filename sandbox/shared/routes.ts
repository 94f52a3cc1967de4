import type { IncomingHttpHeaders } from "node:http";

/** One request that was understood and authenticated. */
export interface Call {
  /** As the cloud's SDK names it, such as `PutMessages`. */
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
