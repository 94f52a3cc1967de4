import type { Fault, Faults } from "./faults.ts";
import { jsonBody } from "./json-body.ts";
import type { Answer } from "./routes.ts";
import { ServiceError } from "./service-error.ts";

export interface AdminProps {
  readonly faults: Faults;
  readonly unknownCalls: readonly object[];
  readonly resources: () => readonly object[];
  /** Changes fields of a resource; returns all of them. Throws 404. */
  readonly change: (id: string, patch: Readonly<Record<string, unknown>>) => object;
}

/**
 * The switchboard at `/sandbox/`, which needs no credentials:
 * - `GET /sandbox/faults` lists the active faults
 * - `PUT /sandbox/faults` replaces them by the one, or the array of them, in the body
 * - `DELETE /sandbox/faults` ends them all
 * - `GET /sandbox/unknown-calls` lists the calls that were answered 501
 * - `GET /sandbox/resources` lists what the control plane has made
 * - `PUT /sandbox/resources/<id>` changes fields of one to those in the body, behind Terraform's back
 */
export function answerAdmin(
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: Buffer },
  { faults, unknownCalls, resources, change }: AdminProps,
): Answer {
  if (path === "/sandbox/unknown-calls" && method === "GET") return { body: unknownCalls };
  if (path === "/sandbox/resources" && method === "GET") return { body: resources() };
  const [, id] = /^\/sandbox\/resources\/([^/]+)$/.exec(path) ?? [];
  if (id !== undefined && method === "PUT") {
    return { body: change(decodeURIComponent(id), jsonBody({ body })) };
  }
  if (path !== "/sandbox/faults" || !["GET", "PUT", "DELETE"].includes(method)) {
    throw new ServiceError(404, "NotFound", `The sandbox has no ${method} ${path}.`);
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
    throw new ServiceError(400, "InvalidParameter", error instanceof Error ? error.message : String(error));
  }
}
