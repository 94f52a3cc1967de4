import { performance } from "node:perf_hooks";
import type { Logger } from "pino";
import { backoffMs, pause } from "../backoff.ts";
import { type ApiServer, RefusedError, type SecretEvent, watchSecret } from "./watch-secret.ts";

export interface FollowTimings {
  /** Of one watch. Also the longest that a connection which died without a word goes unnoticed. */
  readonly watchSeconds: number;
  readonly patienceMs: number;
}

export interface FollowProps {
  readonly api: ApiServer;
  readonly namespace: string;
  readonly name: string;
  /** What the Secret holds, at first and whenever it changes. */
  readonly write: (data: SecretEvent["data"]) => Promise<void>;
  readonly timings: FollowTimings;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Watches a Secret until the signal: one watch after the other, each from where
 * the last one ended, and anew from what there is when the server does not know
 * that any more. What fails is tried again, ever more slowly.
 */
export async function followSecret(props: FollowProps): Promise<void> {
  const { api, namespace, name, write, timings, log, signal } = props;
  const source = `${namespace}/${name}`;
  let after: string | undefined;
  let failures = 0;
  let reason: string | undefined;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      const { watchSeconds, patienceMs } = timings;
      // Not all pods at once.
      const seconds = Math.ceil(watchSeconds * (0.75 + Math.random() / 4));
      const from = after === undefined ? {} : { after };
      for await (const { type, version, data } of watchSecret(api, {
        namespace,
        name,
        ...from,
        seconds,
        patienceMs,
        signal,
      })) {
        if (type === "ADDED" || type === "MODIFIED") await write(data);
        // The files stay: whoever deletes a Secret to have it made anew wants no gap.
        if (type === "DELETED") log.warn({ source }, "the Secret is gone; its files stay as they were");
        // Not before it is written: a failure shows the same again.
        after = version || after;
        if (reason !== undefined) log.info({ source }, "the Secret is followed again");
        reason = undefined;
      }
      // A server that ends every watch at once is not to be asked without a pause.
      failures = performance.now() - began > 1000 ? 0 : failures + 1;
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      if (error instanceof RefusedError && error.status === 410) {
        after = undefined;
        log.debug({ source }, "changes since the last one are not known any more; the Secret is read anew");
      } else {
        const { message } = error as Error;
        if (message !== reason) log.warn({ source, reason: message }, "the Secret cannot be followed");
        reason = message;
      }
    }
    if (failures > 0) await pause(backoffMs(failures), signal);
  }
}
