import { setTimeout as delay } from "node:timers/promises";

/**
 * Resolves after the pause, or at once when the signal is aborted. Never rejects.
 * With `ref` false the pause alone keeps no process alive.
 */
export async function pause(milliseconds: number, signal: AbortSignal, ref = true): Promise<void> {
  if (signal.aborted || milliseconds <= 0) return;
  await delay(milliseconds, undefined, { signal, ref }).catch(() => {});
}

/** Between half of the pause and all of it, so that instances that failed together do not come back together. */
export function backOff(failures: number, firstMs: number, longestMs: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return full / 2 + Math.random() * (full / 2);
}

/** Rejects with `late()` when the promise has not settled in time. */
export async function within<T>(milliseconds: number, promise: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
