import type { SendResult } from "./transport.ts";

/**
 * Starts with every record, and gathers what becomes of them.
 *
 * @param start tells the fate of the record, now or later, by the function that it is given
 * @param settled is told as well, as soon as one is known
 * @returns the fates in the order of the records, when all are known
 */
export function eachSettled<Item>(
  records: readonly Item[],
  settled: ((index: number, result: SendResult) => void) | undefined,
  start: (record: Item, settle: (result: SendResult) => void) => void,
): Promise<readonly SendResult[]> {
  return new Promise((resolve) => {
    const results = new Array<SendResult>(records.length);
    let missing = records.length;
    if (missing === 0) resolve(results);
    for (const [index, record] of records.entries()) {
      start(record, (result) => {
        results[index] = result;
        settled?.(index, result);
        missing -= 1;
        if (missing === 0) resolve(results);
      });
    }
  });
}
