import { totalmem } from "node:os";
import type { ProducerConfig } from "../messaging/config.ts";
import type { BudgetLimits } from "./budget.ts";

const MIB = 1024 * 1024;

/** A record costs about as much as its bytes in objects around them, and its request while it is read, several times. */
const SHARE_OF_MEMORY = 1 / 16;

/** A minute's worth of one partition. More would only wait longer. */
const MOST_BY_DEFAULT = 64 * MIB;

/** One body of 1 MiB with the smallest records holds 30,000 of them, and has to fit in 256 MiB of memory. */
const RECORDS_PER_MIB = 2048;

/** What may be in hand: as configured, else by the memory that the container, or the machine, has. */
export function budgetLimits(
  { mibInHand, recordsInHand, requestSeconds, drainSeconds }: ProducerConfig,
  memory: number = availableMemory(),
): BudgetLimits {
  const share = Math.min(MOST_BY_DEFAULT, Math.max(4 * MIB, memory * SHARE_OF_MEMORY));
  const bytes = mibInHand === undefined ? Math.floor(share) : mibInHand * MIB;
  return {
    bytes,
    records: recordsInHand ?? Math.floor((bytes / MIB) * RECORDS_PER_MIB),
    // Half, because the stream may get slower while a record waits.
    waitMs: (Math.min(requestSeconds, drainSeconds) / 2) * 1000,
  };
}

/** Bytes that the container may use; all of the machine's where it has no limit. */
function availableMemory(): number {
  const limit = process.constrainedMemory() ?? 0;
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
