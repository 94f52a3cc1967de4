import { type Fault as AnyFault, Faults as CommonFaults, commonFaultKinds } from "../shared/faults.ts";

export const faultKinds = [...commonFaultKinds, "refuse", "expire-cursors", "fail-work"] as const;

export type FaultKind = (typeof faultKinds)[number];

/**
 * Beside the common kinds:
 * - `throttle` of a put: every entry is answered 429 inside a 200
 * - `refuse`: entries of a put are answered 500 inside a 200, `fraction` of them
 * - `fail-work`: the call is accepted, and the work request that it starts fails
 * - `expire-cursors`: cursors handed out before the fault was set are answered as expired
 */
export interface Fault extends AnyFault {
  readonly kind: FaultKind;
}

/** The faults of Oracle's services that are switched on. */
export class Faults extends CommonFaults {
  constructor(sandbox: {
    readonly cursorsIssued: () => number;
    readonly operations: () => readonly string[];
  }) {
    const { cursorsIssued: mark, operations } = sandbox;
    super({ kinds: faultKinds, operations, mark, ofEntries: ["refuse"] });
  }

  override set(...faults: readonly Fault[]): void {
    super.set(...faults);
  }

  override take(kind: FaultKind, operation: string): AnyFault | undefined {
    return super.take(kind, operation);
  }

  /** As {@link take}, for the cursor with this number. */
  takesCursor(operation: string, cursorNumber: number): boolean {
    return this.takeIf("expire-cursors", operation, (mark) => cursorNumber <= mark) !== undefined;
  }
}
