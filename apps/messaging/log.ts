import { type Logger, pino, stdTimeFunctions } from "pino";
import type { LogLevel, ProgramName } from "./config.ts";

/** JSON lines on standard output: one for each change of state, none for a record. */
export function createLog(program: ProgramName, podName: string, level: LogLevel): Logger {
  return pino({
    level,
    base: { program, pod: podName },
    timestamp: stdTimeFunctions.isoTime,
    // Words, not pino's numbers: what log services look for.
    formatters: { level: (label) => ({ level: label }) },
  });
}
