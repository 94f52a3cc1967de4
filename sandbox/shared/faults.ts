/** What any cloud's API does on a bad day. */
export const commonFaultKinds = ["throttle", "hang", "status", "latency", "drop", "unauthenticated"] as const;

/**
 * A way to go wrong, active until it is cleared or used up.
 * - `throttle`: the answer is 429
 * - `hang`: nothing is done and no answer ever comes
 * - `status`: nothing is done and the answer is `status`
 * - `latency`: the answer comes `milliseconds` later
 * - `drop`: the work is done and the connection is cut instead of an answer
 * - `unauthenticated`: the answer is 401, whatever the caller's credentials
 *
 * A sandbox may have more.
 */
export interface Fault {
  readonly kind: string;
  /** As the cloud's SDK names it, such as `PutMessages`. @default every operation */
  readonly operation?: string;
  /** Requests it happens to before it is used up. @default without end */
  readonly count?: number;
  /** Share of the requests (for some kinds: of the entries of a request) it happens to, spread evenly. @default 1 */
  readonly fraction?: number;
  /** `status` only. @default 500 */
  readonly status?: number;
  /** `latency`: how much later; `throttle`: the wait that the answer names. @default 100 */
  readonly milliseconds?: number;
  /** The name of a code of the protocol; only where the protocol has such. */
  readonly error?: string;
}

interface ActiveFault extends Fault {
  left: number;
  /** The parts of a hit that the fraction has left over so far. */
  remainder: number;
  readonly mark: number;
}

export interface FaultsProps {
  readonly kinds: readonly string[];
  /** Those that a fault may name. */
  readonly operations: () => readonly string[];
  /** Names of the codes that an `error` may have. @default none */
  readonly errors?: readonly string[];
  /** A number that a fault remembers from when it was set. @default 0 */
  readonly mark?: () => number;
  /** Kinds whose fraction is one of a request's entries, for which whoever takes it calls {@link strikes}. @default none */
  readonly ofEntries?: readonly string[];
}

/** The faults that are switched on. Evenly spread and never random, so that a test can count on them. */
export class Faults {
  #active: ActiveFault[] = [];
  readonly #props: FaultsProps;

  constructor(props: FaultsProps) {
    this.#props = props;
  }

  /** Replaces all active faults. Throws a RangeError that names everything wrong with them. */
  set(...faults: readonly Fault[]): void {
    const problems = faults.flatMap((fault) => faultProblems(fault, this.#props));
    if (problems.length > 0) throw new RangeError(problems.join("\n"));
    this.#active = faults.map((fault) => ({
      ...fault,
      left: fault.count ?? Number.POSITIVE_INFINITY,
      remainder: 0,
      mark: this.#props.mark?.() ?? 0,
    }));
  }

  clear(): void {
    this.#active = [];
  }

  /** With the count that is left. */
  list(): Fault[] {
    return this.#active.map(({ left, remainder: _, mark: __, ...fault }) =>
      Number.isFinite(left) ? { ...fault, count: left } : fault,
    );
  }

  /** The fault of this kind that happens to a request for `operation`, if one does; uses one count up. */
  take(kind: string, operation: string): Fault | undefined {
    return this.takeIf(kind, operation, () => true);
  }

  /** As {@link take}, for a fault whose mark will do. */
  protected takeIf(kind: string, operation: string, applies: (mark: number) => boolean): Fault | undefined {
    const fault = this.#active.find(
      (one) => one.kind === kind && (one.operation ?? operation) === operation && one.left > 0,
    );
    if (!fault || !applies(fault.mark)) return undefined;
    if (!this.#props.ofEntries?.includes(kind) && !strikes(fault)) return undefined;
    fault.left -= 1;
    if (fault.left <= 0) this.#active = this.#active.filter((other) => other !== fault);
    return fault;
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

const properties = ["kind", "operation", "count", "fraction", "status", "milliseconds", "error"];

function faultProblems(fault: Fault, props: FaultsProps): string[] {
  const operations = props.operations();
  const problem = (property: keyof Fault, rule: string, remedy: string) =>
    `sandbox fault: ${property} ${rule}, got ${JSON.stringify(fault[property])}. ${remedy}.`;
  const { kind, operation, count = 1, fraction = 1, status = 500, milliseconds = 0, error } = fault;
  const known = properties.filter((property) => property !== "error" || props.errors);
  const unknown = Object.keys(fault).filter((property) => !known.includes(property));
  return [
    ...unknown.map((name) => `sandbox fault: ${name} is unknown. Use ${known.join(", ")}.`),
    error !== undefined &&
      props.errors?.includes(error) === false &&
      problem(
        "error",
        "is unknown",
        `Use a name of the protocol, such as ${props.errors.slice(0, 3).join(", ")}`,
      ),
    !props.kinds.includes(kind) && problem("kind", "is unknown", `Use one of ${props.kinds.join(", ")}`),
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
