import { newOcid } from "../ocid.ts";
import type { Route } from "../routes.ts";
import type { Resource } from "./resource-type.ts";
import { resourceNotFound } from "./resources.ts";

export type WorkRequestVerb = "CREATED" | "UPDATED" | "DELETED";

interface WorkRequest {
  readonly id: string;
  readonly acceptedAt: number;
  readonly entity: string;
  readonly verb: WorkRequestVerb;
  readonly identifier: string;
  readonly compartmentId: unknown;
}

/** Work that services took on; each is done when the life cycle's delay is over. */
export class WorkRequests {
  readonly #clock: () => number;
  readonly #delayMs: number;
  readonly #all = new Map<string, WorkRequest>();

  constructor(clock: () => number, delayMs: number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  add({ id: identifier, fields }: Resource, entity: string, verb: WorkRequestVerb): WorkRequest {
    const request = {
      id: newOcid("workrequest"),
      acceptedAt: this.#clock(),
      entity,
      verb,
      identifier,
      compartmentId: fields.compartmentId,
    };
    this.#all.set(request.id, request);
    return request;
  }

  /** As GetWorkRequest answers it. Clients ask until there is a `timeFinished`. Throws 404. */
  describe(id: string): object {
    const request = this.#all.get(id);
    if (!request) throw resourceNotFound(id);
    const { acceptedAt, entity, verb, identifier, compartmentId } = request;
    const finishesAt = acceptedAt + this.#delayMs;
    const finished = this.#clock() >= finishesAt;
    return {
      id,
      operationType: `${operations[verb]}_${entity.toUpperCase()}`,
      status: finished ? "SUCCEEDED" : "IN_PROGRESS",
      compartmentId,
      resources: [
        {
          actionType: finished ? verb : "IN_PROGRESS",
          entityType: entity,
          identifier,
          entityUri: `/${entity}s/${identifier}`,
        },
      ],
      percentComplete: finished ? 100 : 50,
      timeAccepted: new Date(acceptedAt).toISOString(),
      timeStarted: new Date(acceptedAt).toISOString(),
      ...(finished && { timeFinished: new Date(finishesAt).toISOString() }),
    };
  }
}

const operations = { CREATED: "CREATE", UPDATED: "UPDATE", DELETED: "DELETE" } as const;

/** The calls about the work requests of one service, such as version `20180222` of the container engine. */
export function workRequestRoutes(
  workRequests: WorkRequests,
  version: string,
  service: string,
  list: "array" | "items" = "items",
): Route[] {
  const none = list === "array" ? [] : { items: [] };
  const at = (path: string) => new RegExp(`^/${version}/workRequests/([^/]+)${path}$`);
  const get = (name: string, path: string, handle: Route["handle"]): Route => ({
    operation: `${name} ${service}`,
    method: "GET",
    path: at(path),
    handle,
  });
  return [
    get("GetWorkRequest", "", ({ path }) => ({ body: workRequests.describe(path[0] ?? "") })),
    get("ListWorkRequestErrors", "/errors", () => ({ body: none })),
    get("ListWorkRequestLogs", "/logs", () => ({ body: none })),
  ];
}
