import type { Accepted } from "./accepted.ts";

export interface FailedCheck {
  readonly stack: string;
  readonly check: string;
  readonly resource: string;
  readonly name: string;
}

export interface Verdict {
  readonly refused: readonly FailedCheck[];
  readonly acceptedCount: number;
  /** Exceptions that nothing needs any more. */
  readonly stale: readonly Accepted[];
}

/** Holds what failed against what may fail. */
export function judge(failed: readonly FailedCheck[], accepted: readonly Accepted[]): Verdict {
  const covers =
    ({ check, resource }: Accepted) =>
    (one: FailedCheck) =>
      one.check === check && resource.test(one.resource);
  const refused = failed.filter((one) => !accepted.some((exception) => covers(exception)(one)));
  return {
    refused,
    acceptedCount: failed.length - refused.length,
    stale: accepted.filter((exception) => !failed.some(covers(exception))),
  };
}
