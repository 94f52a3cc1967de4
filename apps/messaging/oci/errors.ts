/** The service answered, and the answer is no. */
export class RefusedError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(`${status} ${code}: ${message}`);
    this.name = "RefusedError";
    this.status = status;
    this.code = code;
  }
}

/** No answer came: a cut, a refused connection, a timeout, or no credential to ask with. */
export class NoAnswerError extends Error {
  /** False when the request surely never reached the service. */
  readonly mayHaveArrived: boolean;

  constructor(message: string, mayHaveArrived: boolean) {
    super(message);
    this.name = "NoAnswerError";
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** Whether the service may have done what it was asked to, in spite of the error: a 5xx says nothing about that. */
export function mayHaveHappened(error: unknown): boolean {
  if (error instanceof RefusedError) return error.status >= 500;
  return error instanceof NoAnswerError ? error.mayHaveArrived : true;
}

/** 401 and 404: what an instance sees when the stream was replaced, its policy changed or its credential ended. */
export function meansElsewhere(error: unknown): boolean {
  return error instanceof RefusedError && (error.status === 401 || error.status === 404);
}

export function isThrottled(error: unknown): error is RefusedError {
  return error instanceof RefusedError && error.status === 429;
}

/** A request that is wrong in itself fails again however often it is repeated. */
export function isFinal(error: unknown): boolean {
  return error instanceof RefusedError && [400, 405, 409, 412, 413].includes(error.status);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The service does not know the cursor (any more), or the partitions behind it have gone to another instance. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof RefusedError)) return false;
  return error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status);
}

/** The records at the cursor have expired. Only the sentence tells this from any other cursor that is no good. */
export function isPastRetention(error: unknown): boolean {
  return (
    error instanceof RefusedError && error.status === 400 && /outside the retention/i.test(error.message)
  );
}
