import type { Route } from "../../shared/routes.ts";
import { newOcid } from "../ocid.ts";
import type { Resource } from "./resource-type.ts";
import { resourceNotFound } from "./resources.ts";

export type WorkRequestVerb = "CREATED" | "UPDATED" | "DELETED";

interface WorkRequest {
  readonly id: string;
  readonly acceptedAt: number;
  readonly operationType: string;
  readonly entity: string;
  readonly verb: WorkRequestVerb;
  readonly identifier: string;
  readonly compartmentId: unknown;
  /** Why it came to nothing; undefined when it did not. */
  error: string | undefined;
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

  add({ id: identifier, fields, type }: Resource, verb: WorkRequestVerb): WorkRequest {
    const { entity = "", operations } = type.workRequest ?? {};
    const request: WorkRequest = {
      id: newOcid("workrequest"),
      acceptedAt: this.#clock(),
      operationType: operations?.[verb] ?? `${verbs[verb]}_${entity.toUpperCase()}`,
      entity,
      verb,
      identifier,
      compartmentId: fields.compartmentId,
      error: undefined,
    };
    this.#all.set(request.id, request);
    return request;
  }

  /** Throws 404. */
  get(id: string): WorkRequest {
    const request = this.#all.get(id);
    if (!request) throw resourceNotFound(id);
    return request;
  }

  /** As GetWorkRequest answers it. Clients ask until there is a `timeFinished`. Throws 404. */
  describe(id: string): object {
    const { acceptedAt, operationType, entity, verb, identifier, compartmentId, error } = this.get(id);
    const finishesAt = acceptedAt + this.#delayMs;
    const finished = this.#clock() >= finishesAt;
    return {
      id,
      operationType,
      status: !finished ? "IN_PROGRESS" : error === undefined ? "SUCCEEDED" : "FAILED",
      compartmentId,
      resources: [
        {
          actionType: !finished ? "IN_PROGRESS" : error === undefined ? verb : "FAILED",
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

  /** As ListWorkRequestErrors answers them. Throws 404. */
  errors(id: string): object[] {
    const { error, acceptedAt } = this.get(id);
    const timestamp = new Date(acceptedAt + this.#delayMs).toISOString();
    return error === undefined ? [] : [{ code: "InternalError", message: error, timestamp }];
  }

  /** As ListWorkRequestLogs answers them. Throws 404. */
  logs(id: string): object[] {
    const { operationType, identifier, acceptedAt } = this.get(id);
    const timestamp = new Date(acceptedAt).toISOString();
    return [{ message: `${operationType} of ${identifier} was accepted.`, timestamp }];
  }
}

const verbs = { CREATED: "CREATE", UPDATED: "UPDATE", DELETED: "DELETE" } as const;

/** The calls about the work requests of one service, such as version `20180222` of the container engine. */
export function workRequestRoutes(
  workRequests: WorkRequests,
  version: string,
  service: string,
  list: "array" | "items" = "items",
): Route[] {
  const listed = (items: object[]) => ({ body: list === "array" ? items : { items } });
  const at = (path: string) => new RegExp(`^/${version}/workRequests/([^/]+)${path}$`);
  const get = (name: string, path: string, handle: Route["handle"]): Route => ({
    operation: `${name} ${service}`,
    method: "GET",
    path: at(path),
    handle,
  });
  return [
    get("GetWorkRequest", "", ({ path }) => ({ body: workRequests.describe(path[0] ?? "") })),
    get("ListWorkRequestErrors", "/errors", ({ path }) => listed(workRequests.errors(path[0] ?? ""))),
    get("ListWorkRequestLogs", "/logs", ({ path }) => listed(workRequests.logs(path[0] ?? ""))),
  ];
}
