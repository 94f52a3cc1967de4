import type { Resources } from "./control/resources.ts";
import { OciServiceError } from "./errors.ts";
import type { Fault, Faults } from "./faults.ts";
import { type Answer, jsonBody } from "./routes.ts";

/**
 * The switchboard at `/sandbox/`, which needs no signature:
 * - `GET /sandbox/faults` lists the active faults
 * - `PUT /sandbox/faults` replaces them by the one, or the array of them, in the body
 * - `DELETE /sandbox/faults` ends them all
 * - `GET /sandbox/unknown-calls` lists the calls that were answered 501
 * - `GET /sandbox/resources` lists what the control plane has made
 * - `PUT /sandbox/resources/<id>` changes fields of one to those in the body, behind Terraform's back
 */
export function answerAdmin(
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: Buffer },
  sandbox: {
    readonly faults: Faults;
    readonly unknownCalls: readonly object[];
    readonly resources: Resources;
  },
): Answer {
  const { faults, unknownCalls, resources } = sandbox;
  if (path === "/sandbox/unknown-calls" && method === "GET") return { body: unknownCalls };
  if (path === "/sandbox/resources" && method === "GET") return { body: resources.summaries() };
  const [, id] = /^\/sandbox\/resources\/([^/]+)$/.exec(path) ?? [];
  if (id !== undefined && method === "PUT") {
    const resource = resources.get(decodeURIComponent(id));
    resources.change(resource, jsonBody({ body }));
    return { body: resource.fields };
  }
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
