import type { EventEmitter } from "node:events";
import type { Logger } from "pino";

/** Makes Node's warnings lines of the log: Node itself prints text, which is in the way of whoever reads JSON. */
export function logNodeWarnings(log: Logger, source: EventEmitter = process): void {
  source.removeAllListeners("warning");
  source.on("warning", (warning: Error) => {
    // kafkajs 2.2.4 subtracts the time from "not throttled", -1, for a timer (network/requestQueue). Node takes 1 ms
    // for it as ever, and since 24 it says so in every program on Kafka.
    const level = warning.name === "TimeoutNegativeWarning" ? "debug" : "warn";
    log[level]({ err: warning }, "a warning of Node");
  });
}
