import type { ServerResponse } from "node:http";

/** What a handler gives back; `stream` takes over the response and may keep it open. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly stream?: (response: ServerResponse) => void;
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body: JSON.stringify(body),
  };
}

export interface ProblemDetails {
  readonly status: number;
  /** The same for every problem of its kind. */
  readonly title: string;
  /** What happened this time and what to do about it. */
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** More members of the problem object. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** An answer that says no, as RFC 9457 has it; handlers throw it. */
export class HttpProblem extends Error {
  readonly problem: ProblemDetails;

  constructor(problem: ProblemDetails) {
    super(problem.detail);
    this.name = "HttpProblem";
    this.problem = problem;
  }

  toAnswer(): Answer {
    const { status, title, detail, headers, members } = this.problem;
    return {
      ...json(status, { type: "about:blank", title, status, detail, ...members }),
      headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
    };
  }
}
