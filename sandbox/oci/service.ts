import { randomUUID } from "node:crypto";
import type { Service, UnknownCall } from "../shared/request-handler.ts";
import type { Route } from "../shared/routes.ts";
import { tooManyRequests } from "./errors.ts";
import type { Faults } from "./faults.ts";
import { type FindKey, verifySignature } from "./signature.ts";
import type { Store } from "./store.ts";

export interface OciServiceProps {
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly findKey: FindKey;
  readonly unknownCalls: UnknownCall[];
  readonly store: Store;
}

/** What Oracle Cloud's API adds to HTTP: signatures, request ids, errors as `{"code", "message"}`. */
export function ociService({ routes, faults, findKey, unknownCalls, store }: OciServiceProps): Service {
  const { resources } = store;
  return {
    routes,
    faults,
    unknownCalls,
    resources: () => resources.summaries(),
    change(id, patch) {
      const resource = resources.get(id);
      resources.change(resource, patch);
      return resource.fields;
    },
    authenticate: (request, { bodyMayBeUnsigned = false } = {} as Route) =>
      verifySignature({ ...request, bodyMayBeUnsigned }, findKey, Date.now()),
    throttled() {
      throw tooManyRequests("User-rate limit exceeded.");
    },
    // A put that is throttled is answered 200, and its entries are not.
    throttleThemselves: ["PutMessages"],
    answered(operation, { headers }) {
      const workRequestId = headers?.["opc-work-request-id"];
      if (workRequestId !== undefined && faults.take("fail-work", operation)) {
        resources.failWork(workRequestId, "Out of host capacity. (A fault of the sandbox.)");
      }
    },
    headers: (request) => ({ "opc-request-id": `${request["opc-request-id"] ?? ""}/${randomUUID()}` }),
    errorBody: ({ code, message }) => ({ code, message }),
  };
}
