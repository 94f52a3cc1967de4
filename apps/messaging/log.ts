import { type Logger, pino, stdTimeFunctions } from "pino";
import type { LogLevel, ProgramName } from "./config.ts";
import { redact } from "./redact.ts";

/** Where lines go; each ends with a line break. */
interface Output {
  write(line: string): void;
}

/**
 * JSON lines on standard output: one for each change of state, none for a record, and none with what looks like a
 * secret.
 */
export function createLog(
  program: ProgramName,
  podName: string,
  level: LogLevel,
  // Written before the call returns: the last line says why a program ends.
  output: Output = pino.destination({ fd: 1, sync: true }),
): Logger {
  return pino(
    {
      level,
      base: { program, pod: podName },
      timestamp: stdTimeFunctions.isoTime,
      // Words, not pino's numbers: what log services look for.
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
    },
    { write: (line: string) => output.write(redact(line)) },
  );
}

/** What helps, and not whatever else hangs on an error: libraries attach whole requests, with their credentials. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, code, cause } = error as Error & { readonly code?: unknown };
  return {
    type: name,
    message,
    stack,
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
    ...(error instanceof AggregateError ? { errors: error.errors.map(describeError) } : {}),
  };
}
