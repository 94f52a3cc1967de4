import { OciServiceError } from "./errors.ts";
import type { Fault, Faults } from "./faults.ts";
import type { Answer } from "./routes.ts";

/**
 * The switchboard at `/sandbox/`, which needs no signature:
 * - `GET /sandbox/faults` lists the active faults
 * - `PUT /sandbox/faults` replaces them by the one, or the array of them, in the body
 * - `DELETE /sandbox/faults` ends them all
 * - `GET /sandbox/unknown-calls` lists the calls that were answered 501
 */
export function answerAdmin(
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: Buffer },
  faults: Faults,
  unknownCalls: readonly object[],
): Answer {
  if (path === "/sandbox/unknown-calls" && method === "GET") return { body: unknownCalls };
  if (path !== "/sandbox/faults" || !["GET", "PUT", "DELETE"].includes(method)) {
    throw new OciServiceError(404, "NotFound", `The sandbox has no ${method} ${path}.`);
  }
  if (method === "DELETE") faults.clear();
  if (method === "PUT") setFaults(faults, body);
  return { body: faults.list() };
}

function setFaults(faults: Faults, body: Buffer): void {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    faults.set(...((Array.isArray(parsed) ? parsed : [parsed]) as Fault[]));
  } catch (error) {
    throw new OciServiceError(
      400,
      "InvalidParameter",
      error instanceof Error ? error.message : String(error),
    );
  }
}
