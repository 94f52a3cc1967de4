import type { ReceivedRecord } from "../transport.ts";
import { backOff, pause } from "../waiting.ts";
import { isFinal, isThrottled } from "./errors.ts";
import { throttleHint } from "./pacing.ts";
import type { StartingPoint, StreamApi } from "./stream-api.ts";
import { defaultTimings, type OciTimings } from "./timings.ts";

/**
 * Reads one partition without a group, from any starting point, for as long as
 * the caller iterates. Each step is what one get gave; an empty one means that
 * there is nothing to read at the moment. Survives what passes; throws when the
 * service objects to the starting point, or twice in a row to a cursor made from it.
 */
export async function* readPartition(
  api: StreamApi,
  partition: string,
  from: StartingPoint,
  signal: AbortSignal,
  timings: OciTimings = defaultTimings,
): AsyncGenerator<readonly ReceivedRecord[], void, void> {
  let resume = from;
  let cursor: string | undefined;
  let failures = 0;
  while (!signal.aborted) {
    const startedAt = performance.now();
    const asked = new Date();
    try {
      cursor ??= await api.createCursor(partition, resume, signal);
      // Made again later, LATEST would skip what came in between.
      if (resume.type === "LATEST") resume = { type: "AT_TIME", time: asked };
      const { records, nextCursor } = await api.get(cursor, 10_000, signal);
      cursor = nextCursor;
      failures = 0;
      const last = records.at(-1);
      if (last) resume = { type: "AFTER_OFFSET", offset: last.offset };
      yield records;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      // A cursor lives for five minutes; a new one goes on where the old one was.
      if (isFinal(error) && (cursor === undefined || failures > 1)) throw error;
      const hint = isThrottled(error) ? throttleHint(error.message) : undefined;
      if (!isThrottled(error)) cursor = undefined;
      await pause(hint ?? backOff(failures, timings.firstPauseMs, timings.longestPauseMs), signal);
    }
    await pause(timings.pollMs - (performance.now() - startedAt), signal);
  }
}
