import { type Fault as AnyFault, Faults as CommonFaults } from "../shared/faults.ts";
import { apis } from "./api-registry.ts";
import { errorCodes } from "./error-codes.ts";

export const faultKinds = ["error", "hang", "latency", "drop"] as const;

export type FaultKind = (typeof faultKinds)[number];

/**
 * What a broker does on a bad day. An operation is an API's name, such as `Produce`.
 * - `error`: nothing is done and every part of the answer has the code named `error`
 * - `hang`: nothing is done and no answer ever comes, to what follows on the connection neither
 * - `latency`: the answer comes `milliseconds` later
 * - `drop`: the work is done and the connection is cut instead of an answer
 */
export interface Fault extends AnyFault {
  readonly kind: FaultKind;
}

/** The broker's faults that are switched on. */
export class Faults extends CommonFaults {
  constructor() {
    super({
      kinds: faultKinds,
      operations: () => apis.map(({ name }) => name),
      errors: Object.keys(errorCodes).filter((name) => name !== "NONE"),
    });
  }

  override set(...faults: readonly Fault[]): void {
    super.set(...faults);
  }

  override take(kind: FaultKind, operation: string): AnyFault | undefined {
    return super.take(kind, operation);
  }
}
