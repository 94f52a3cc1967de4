import type { Logger } from "pino";
import type { RunningProgram } from "./program.ts";

/**
 * Ends the process well on SIGTERM (Kubernetes) and SIGINT (Ctrl-C): exit code 0
 * when everything in hand was finished; 1, with a log line that names what was
 * given up, on a second signal or when `drainSeconds` are over.
 */
export function stopOnSignals(program: RunningProgram, drainSeconds: number, log: Logger): void {
  let stopping = false;
  const giveUp = (why: string) => {
    log.error({ givenUp: program.inHand() }, `stop given up: ${why}`);
    process.exit(1);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) return giveUp(`a second signal, ${signal}`);
    stopping = true;
    log.info({ signal }, "stopping");
    setTimeout(() => giveUp(`${drainSeconds} s are over`), drainSeconds * 1000).unref();
    program.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error, givenUp: program.inHand() }, "stop failed");
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}
