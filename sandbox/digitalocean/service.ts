import { randomUUID } from "node:crypto";
import type { Faults } from "../shared/faults.ts";
import type { Service, UnknownCall } from "../shared/request-handler.ts";
import type { Route } from "../shared/routes.ts";
import type { Account } from "./account.ts";
import { errorId, notFound, unauthorized } from "./errors.ts";

/** Requests an hour that one token may make. https://docs.digitalocean.com/reference/api/reference/ */
const requestsPerHour = 5000;

export interface DigitalOceanServiceProps {
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly token: string;
  readonly unknownCalls: UnknownCall[];
  readonly account: Account;
}

/** What DigitalOcean's API adds to HTTP: a bearer token, rate-limit headers, errors as `{"id", "message"}`. */
export function digitalOceanService(props: DigitalOceanServiceProps): Service {
  const { routes, faults, token, unknownCalls, account } = props;
  let requests = 0;
  const limits = (remaining: number, resetMs: number) => ({
    "ratelimit-limit": String(requestsPerHour),
    "ratelimit-remaining": String(Math.max(0, remaining)),
    "ratelimit-reset": String(Math.ceil((account.clock() + resetMs) / 1000)),
  });
  return {
    routes,
    faults,
    unknownCalls,
    resources: () => account.summaries(),
    change(id, patch) {
      const item = account.all().find((one) => one.id === id);
      if (!item) throw notFound();
      account.change(item, patch);
      return item.fields;
    },
    authenticate({ headers }) {
      requests += 1;
      if (headers.authorization !== `Bearer ${token}`) throw unauthorized();
    },
    throttled({ milliseconds = 100 }) {
      return {
        status: 429,
        headers: { ...limits(0, milliseconds), "retry-after": String(Math.ceil(milliseconds / 1000)) },
        body: { id: errorId(429), message: "API rate limit exceeded." },
      };
    },
    headers: () => ({ ...limits(requestsPerHour - requests, 3_600_000), "x-request-id": randomUUID() }),
    errorBody: ({ status, message }) => ({ id: errorId(status), message, request_id: randomUUID() }),
  };
}
