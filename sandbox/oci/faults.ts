export const faultKinds = [
  "throttle",
  "refuse",
  "hang",
  "status",
  "latency",
  "drop",
  "unauthenticated",
  "expire-cursors",
  "fail-work",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/**
 * A way to go wrong, active until it is cleared or used up.
 * - `throttle`: every entry of a put is answered 429 inside a 200; other operations are answered 429
 * - `refuse`: entries of a put are answered 500 inside a 200, `fraction` of them
 * - `hang`: nothing is done and no answer ever comes
 * - `status`: nothing is done and the answer is `status`
 * - `latency`: the answer comes `milliseconds` later
 * - `drop`: the work is done and the connection is cut instead of an answer
 * - `unauthenticated`: the answer is 401, whatever the signature
 * - `fail-work`: the call is accepted, and the work request that it starts fails
 * - `expire-cursors`: cursors handed out before the fault was set are answered as expired
 */
export interface Fault {
  readonly kind: FaultKind;
  /** As the SDK names it, such as `PutMessages`. @default every operation */
  readonly operation?: string;
  /** Requests it happens to before it is used up. @default without end */
  readonly count?: number;
  /** Share of the requests (for `refuse`: of the entries) it happens to, spread evenly. @default 1 */
  readonly fraction?: number;
  /** `status` only. @default 500 */
  readonly status?: number;
  /** `latency`: how much later; `throttle`: the wait that the answer names. @default 100 */
  readonly milliseconds?: number;
}

interface ActiveFault extends Fault {
  left: number;
  /** The parts of a hit that the fraction has left over so far. */
  remainder: number;
  /** Cursors handed out when it was set. */
  readonly cursors: number;
}

/** The faults that are switched on. Evenly spread and never random, so that a test can count on them. */
export class Faults {
  #active: ActiveFault[] = [];
  readonly #cursorsIssued: () => number;
  readonly #operations: () => readonly string[];

  constructor(sandbox: {
    readonly cursorsIssued: () => number;
    readonly operations: () => readonly string[];
  }) {
    this.#cursorsIssued = sandbox.cursorsIssued;
    this.#operations = sandbox.operations;
  }

  /** Replaces all active faults. Throws a RangeError that names everything wrong with them. */
  set(...faults: readonly Fault[]): void {
    const operations = this.#operations();
    const problems = faults.flatMap((fault) => faultProblems(fault, operations));
    if (problems.length > 0) throw new RangeError(problems.join("\n"));
    this.#active = faults.map((fault) => ({
      ...fault,
      left: fault.count ?? Number.POSITIVE_INFINITY,
      remainder: 0,
      cursors: this.#cursorsIssued(),
    }));
  }

  clear(): void {
    this.#active = [];
  }

  /** With the count that is left. */
  list(): Fault[] {
    return this.#active.map(({ left, remainder: _, cursors: __, ...fault }) =>
      Number.isFinite(left) ? { ...fault, count: left } : fault,
    );
  }

  /** The fault of this kind that happens to a request for `operation`, if one does; uses one count up. */
  take(kind: FaultKind, operation: string): Fault | undefined {
    const fault = this.#find(kind, operation);
    if (!fault || (kind !== "refuse" && !strikes(fault))) return undefined;
    this.#use(fault);
    return fault;
  }

  /** As {@link take}, for the cursor with this number. */
  takesCursor(operation: string, cursorNumber: number): boolean {
    const fault = this.#find("expire-cursors", operation);
    if (!fault || cursorNumber > fault.cursors || !strikes(fault)) return false;
    this.#use(fault);
    return true;
  }

  #find(kind: FaultKind, operation: string): ActiveFault | undefined {
    return this.#active.find(
      (fault) => fault.kind === kind && (fault.operation ?? operation) === operation && fault.left > 0,
    );
  }

  #use(fault: ActiveFault): void {
    fault.left -= 1;
    if (fault.left <= 0) this.#active = this.#active.filter((other) => other !== fault);
  }
}

/** Whether a fault with a fraction happens this time. */
export function strikes(fault: Fault & { remainder?: number }): boolean {
  const sum = (fault.remainder ?? 0) + (fault.fraction ?? 1);
  // Fractions such as 0.1 do not add up to a whole exactly.
  const hit = sum > 1 - 1e-9;
  fault.remainder = hit ? sum - 1 : sum;
  return hit;
}

const properties = ["kind", "operation", "count", "fraction", "status", "milliseconds"];

function faultProblems(fault: Fault, operations: readonly string[]): string[] {
  const problem = (property: keyof Fault, rule: string, remedy: string) =>
    `sandbox fault: ${property} ${rule}, got ${JSON.stringify(fault[property])}. ${remedy}.`;
  const { kind, operation, count = 1, fraction = 1, status = 500, milliseconds = 0 } = fault;
  const unknown = Object.keys(fault).filter((property) => !properties.includes(property));
  return [
    ...unknown.map((name) => `sandbox fault: ${name} is unknown. Use ${properties.join(", ")}.`),
    !faultKinds.includes(kind) && problem("kind", "is unknown", `Use one of ${faultKinds.join(", ")}`),
    operation !== undefined &&
      !operations.includes(operation) &&
      problem(
        "operation",
        "is unknown",
        `Use a call that the sandbox knows by the SDK's name, such as ${operations.slice(0, 3).join(", ")}`,
      ),
    !(Number.isInteger(count) && count > 0) &&
      problem("count", "must be a whole number above 0", "Leave it out for a fault without end"),
    !(fraction > 0 && fraction <= 1) &&
      problem("fraction", "must be above 0 and at most 1", "Use 0.5 for half"),
    !(Number.isInteger(status) && status >= 400 && status <= 599) &&
      problem("status", "must be an HTTP error from 400 to 599", "Use 500"),
    !(milliseconds >= 0) && problem("milliseconds", "must be 0 or more", "Use 100"),
  ].filter((text) => text !== false);
}
